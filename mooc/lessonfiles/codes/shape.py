"""E134-E149: the form of values, names that point nowhere, translations, files."""

from mooc.lessonfiles.codes.words import told

SHAPE = {
    "E134": told('needed field "{name}" is missing', "le champ nécessaire « {name} » manque", "{about}"),
    "E135": told("{kind} is expected here", "on attend ici {kind}"),
    "E136": told("{value} does not have the form of {kind}", "{value} n'a pas la forme voulue : {kind}"),
    "E136.word": told(
        "{value} is not one of {known}",
        "{value} ne fait pas partie de : {known}",
    ),
    "E136.near": told(
        '{value} is not one of {known}, did you mean "{near}"?',
        "{value} ne fait pas partie de : {known} ; vouliez-vous dire « {near} » ?",
    ),
    "E136.people": told(
        "{value} is nobody on a network",
        "{value} n'est personne sur un réseau",
        'people are named as in "{example}"; a list of the course is written {{list: NAME}}',
        "on nomme quelqu'un comme « {example} » ; une liste du cours s'écrit {{list: NOM}}",
    ),
    "E136.network": told(
        '{value}: there is no network "{network}"',
        "{value} : le réseau « {network} » n'existe pas",
        "known: {known}",
        "connus : {known}",
    ),
    "E136.network_near": told(
        '{value}: there is no network "{network}", did you mean "{near}"?',
        "{value} : le réseau « {network} » n'existe pas, vouliez-vous dire « {near} » ?",
        "known: {known}",
        "connus : {known}",
    ),
    "E136.handle": told(
        "{value}: nobody can be called that on {network}",
        "{value} : personne ne peut s'appeler ainsi sur {network}",
        'write it as in "{example}"',
        "écrivez comme « {example} »",
    ),
    "E136.few": told("at least {least} is expected here", "il en faut ici au moins {least}"),
    "E136.other": told("this value is refused: {detail}", "cette valeur est refusée : {detail}"),
    "E140": told(
        'there is no {what} "{value}"', "« {value} » n'existe pas ({what})", "known: {known}", "connus : {known}"
    ),
    "E140.near": told(
        'there is no {what} "{value}", did you mean "{near}"?',
        "« {value} » n'existe pas ({what}), vouliez-vous dire « {near} » ?",
        "known: {known}",
        "connus : {known}",
    ),
    "E141": told(
        '"{name}" is already used on line {first}',
        "« {name} » sert déjà ligne {first}",
        "give each {what} a name of its own",
        "donnez à chaque {what} un nom à lui",
    ),
    "E141.turn": told(
        'turn {turn} would be called "{name}", as the challenge on line {first} is',
        "le tour {turn} s'appellerait « {name} », comme le défi de la ligne {first}",
        "give that challenge another name",
        "donnez un autre nom à ce défi",
    ),
    "E142": told(
        "translation missing: {langs}",
        "traduction manquante : {langs}",
        "the title of the course says which languages it has",
        "le titre du cours dit quelles langues il a",
    ),
    "E143": told("text not found: {value}", "texte introuvable : {value}", "write the file", "écrivez ce fichier"),
    "E143.lang": told(
        "one text for {n} languages",
        "un seul texte pour {n} langues",
        "put {{lang}} where the language stands in the file name",
        "mettez {{lang}} à la place de la langue dans le nom du fichier",
    ),
    "E144": told(
        "path refused: {value}",
        "chemin refusé : {value}",
        "keep to files inside the course folder, with / and without .. or links that lead out",
        "restez dans le dossier du cours, avec / et sans .. ni lien qui en sorte",
    ),
    "E146": told(
        'the course "{name}" here uses #{tag}, too',
        "le cours « {name} » d'ici utilise aussi #{tag}",
        "give each course a hashtag of its own, or posts would count for both",
        "donnez à chaque cours un mot-dièse à lui, sinon les publications compteraient pour les deux",
    ),
    "E147": told(
        'nobody can meet "{name}" on {network}: it does not show what the rule asks for',
        "personne ne peut réussir « {name} » sur {network} : ce que demande la règle ne s'y voit pas",
        "give it alternatives that are worth the same",
        "donnez-lui des alternatives (alternatives) qui valent autant",
    ),
    "E147.nobody": told(
        'nobody can meet "{name}" on {network}: all whom the rule names are on other networks',
        "personne ne peut réussir « {name} » sur {network} : tous ceux que la règle nomme sont sur d'autres réseaux",
        "name somebody there, too, or give it alternatives that are worth the same",
        "nommez aussi quelqu'un là, ou donnez-lui des alternatives (alternatives) qui valent autant",
    ),
    "E148": told(
        "this course cannot be read, by a fault of ours: {value}",
        "ce cours ne peut être lu, par une erreur de notre part : {value}",
        "please report it, with the file; all other courses are read",
        "signalez-le, avec le fichier ; tous les autres cours sont lus",
    ),
    "E145": told(
        "no course here: {value}",
        "pas de cours ici : {value}",
        "a course is a folder with a file course.yaml that can be read",
        "un cours est un dossier avec un fichier course.yaml lisible",
    ),
}
