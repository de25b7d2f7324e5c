"""E100-E119: what YAML would guess, and what a lesson file may not use."""

from mooc.lessonfiles.codes.words import told

SYNTAX = {
    "E100": told(
        "this is not YAML that can be read on from here",
        "à partir d'ici ce YAML n'est plus lisible",
        "look for an open quote or bracket, or a line that is not indented like its neighbours",
        "cherchez un guillemet ou un crochet resté ouvert, ou une ligne mal alignée avec ses voisines",
    ),
    "E100.colon": told(
        "a second colon stands in this value",
        "cette valeur contient un second deux-points",
        'quote the value: "…: …"',
        'mettez la valeur entre guillemets : "… : …"',
    ),
    "E100.escape": told(
        "a backslash in double quotes stands before a letter that it does not go with",
        "une barre oblique inverse, entre guillemets doubles, précède une lettre qui ne convient pas",
        "double it, or use single quotes",
        "doublez-la, ou prenez des guillemets simples",
    ),
    "E100.tab": told(
        "a tab stands where only spaces may",
        "une tabulation se trouve là où seules des espaces sont permises",
        "indent with two spaces",
        "mettez deux espaces par niveau",
    ),
    "E101": told(
        "time must be quoted: {value}",
        "une heure s'écrit entre guillemets : {value}",
        'write "{value}": without quotes YAML reads some times as numbers',
        'écrivez "{value}" : sans guillemets, YAML prend certaines heures pour des nombres',
    ),
    "E102": told(
        "ambiguous word, quote it: {value}",
        "mot ambigu, mettez-le entre guillemets : {value}",
        'write "{value}" for the word, true or false for yes or no',
        'écrivez "{value}" pour le mot, true ou false pour oui ou non',
    ),
    "E103": told(
        "empty value",
        "valeur vide",
        "give a value, or leave the whole line out",
        "donnez une valeur, ou retirez toute la ligne",
    ),
    "E103.comment": told(
        'empty value; did you mean "{value}"?',
        'valeur vide ; vouliez-vous dire "{value}" ?',
        "what follows # is a comment: quote it",
        "ce qui suit # est un commentaire : mettez des guillemets",
    ),
    "E104": told(
        "quote values that start with {sign}",
        "mettez entre guillemets les valeurs qui commencent par {sign}",
        'write "{value}"',
        'écrivez "{value}"',
    ),
    "E105": told(
        'duplicate key "{name}": it stands on line {first} and on line {second}',
        "clé en double « {name} » : elle figure ligne {first} et ligne {second}",
        "keep one of the two",
        "gardez l'une des deux",
    ),
    "E106": told(
        "unexpected number form: {value}",
        "forme de nombre inattendue : {value}",
        "write a number with digits only (12 or 1.5); quote what is not one",
        "écrivez un nombre avec des chiffres seulement (12 ou 1.5) ; entre guillemets si ce n'en est pas un",
    ),
    "E107": told(
        "a plain word is expected as key",
        "un simple mot est attendu comme clé",
        "write key: value",
        "écrivez clé: valeur",
    ),
    "E110": told(
        "aliases not allowed: {value}",
        "les alias ne sont pas permis : {value}",
        "write it out in full; quote a text that starts with & or *",
        "écrivez-le en entier ; mettez entre guillemets un texte qui commence par & ou *",
    ),
    "E111": told(
        "deeper than {most} levels",
        "plus de {most} niveaux imbriqués",
        "a course needs no more than a dozen",
        "un cours n'en demande pas plus d'une douzaine",
    ),
    "E112": told(
        "tags not allowed: {value}",
        "les étiquettes YAML ne sont pas permises : {value}",
        "leave it out; quote a text that starts with !",
        "retirez-la ; mettez entre guillemets un texte qui commence par !",
    ),
    "E112.directive": told(
        "directives not allowed",
        "les directives YAML ne sont pas permises",
        "leave out the lines that start with %",
        "retirez les lignes qui commencent par %",
    ),
    "E113": told(
        "no such date: {value}",
        "cette date n'existe pas : {value}",
        "look at a calendar",
        "voyez un calendrier",
    ),
    "E114": told(
        "one mapping expected: a single document of key: value lines",
        "un seul dictionnaire est attendu : un document unique de lignes clé: valeur",
        "start with course: NAME",
        "commencez par course: NOM",
    ),
    "E115": told(
        "text not valid Unicode: {value}",
        "le texte n'est pas de l'Unicode valable : {value}",
        "save the file as UTF-8, without control characters",
        "enregistrez le fichier en UTF-8, sans caractère de contrôle",
    ),
    "E116": told(
        "too large: more than {most}",
        "trop grand : plus de {most}",
        "split the course in two, or move long texts to the briefs",
        "coupez le cours en deux, ou mettez les longs textes dans les consignes",
    ),
    "E199": told(
        "and more problems than can be told at once",
        "et plus de problèmes qu'on n'en peut dire d'un coup",
        "mend those above first",
        "réglez d'abord ceux-ci",
    ),
}
