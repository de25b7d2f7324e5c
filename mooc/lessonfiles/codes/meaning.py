"""E120-E139: times, cycles, unknown fields, rules that nobody can meet, patterns."""

from mooc.lessonfiles.codes.words import told

_NO_PATTERN_HINT = (
    "write it without repeated groups, with one * or + at most, in 100 characters at most",
    "écrivez-le sans groupe répété, avec un seul * ou + et en 100 caractères au plus",
)

MEANING = {
    "E120": told(
        "it ends before it starts, or at the same moment",
        "la fin précède le début, ou tombe au même moment",
        "let ends be later than starts",
        "placez ends après starts",
    ),
    "E121": told(
        "time does not exist in {zone}: {value}",
        "cette heure n'existe pas à {zone} : {value}",
        "the clocks are put forward that night; choose another hour",
        "on avance les horloges cette nuit-là ; choisissez une autre heure",
    ),
    "E122": told(
        "zone required",
        "fuseau horaire requis",
        "add zone: Europe/Paris, or the zone that is meant",
        "ajoutez zone: Europe/Paris, ou le fuseau voulu",
    ),
    "E123": told(
        "there is no time zone {value}",
        "le fuseau horaire {value} n'existe pas",
        "write an IANA name such as Europe/Paris",
        "écrivez un nom IANA comme Europe/Paris",
    ),
    "E130": told(
        "cycle: {names}",
        "cycle : {names}",
        "take one of them out of `after`",
        "retirez l'un d'eux de `after`",
    ),
    "E131": told(
        'unknown field "{value}"',
        "champ inconnu « {value} »",
        "known here: {known}",
        "connus ici : {known}",
    ),
    "E131.near": told(
        'unknown field "{value}", did you mean "{near}"?',
        "champ inconnu « {value} », vouliez-vous dire « {near} » ?",
        "known here: {known}",
        "connus ici : {known}",
    ),
    "E131.check": told(
        'unknown check "{value}"', "vérification inconnue « {value} »", "known: {known}", "connues : {known}"
    ),
    "E131.check_near": told(
        'unknown check "{value}", did you mean "{near}"?',
        "vérification inconnue « {value} », vouliez-vous dire « {near} » ?",
        "known: {known}",
        "connues : {known}",
    ),
    "E132": told("impossible: {detail}", "impossible : {detail}"),
    "E132.bound": told(
        "impossible: {value} is given, {bound} is needed",
        "impossible : la valeur est {value}, il faut {bound}",
    ),
    "E132.week": told(
        "impossible: week {value} of a course of {most}",
        "impossible : semaine {value} d'un cours qui en a {most}",
    ),
    "E132.badge": told(
        "impossible: the badge takes {value}, the course has {most}",
        "impossible : le badge demande {value}, le cours en a {most}",
    ),
    "E132.over": told(
        'impossible: the event "{name}" is in week {week}, the challenge in week {unit}',
        "impossible : l'événement « {name} » a lieu en semaine {week}, le défi est en semaine {unit}",
        "put the challenge in the week of its event, or before it",
        "mettez le défi dans la semaine de son événement, ou avant",
    ),
    "E132.after": told(
        'impossible order: "{name}" comes in week {later}, this challenge in week {week}',
        "ordre impossible : « {name} » vient en semaine {later}, ce défi en semaine {week}",
    ),
    "E132.asked_of_nobody": told(
        "impossible: {check} of {value}, for a network is asked whom one follows only of people who are named",
        "impossible : {check} de {value}, car on ne demande au réseau qui l'on suit que pour des personnes nommées",
        "name host, {{list: NAME}} or people by their handles; of others ask for a reply, a mention or an attest",
        "nommez host, {{list: NOM}} ou des personnes par leur nom de compte ; pour d'autres, demandez une réponse "
        "(reply), une mention (mention) ou une parole (attest)",
    ),
    "E132.named": told(
        "impossible: {value} people, and {most} are named",
        "impossible : {value} personnes demandées, {most} nommées",
        "name more people, or ask for fewer",
        "nommez plus de monde, ou demandez-en moins",
    ),
    "E132.short": told(
        "impossible: these moments need {needs} minutes, the event lasts {has}",
        "impossible : ces moments demandent {needs} minutes, l'événement en dure {has}",
        "ask for fewer moments, closer ones, or a longer event",
        "demandez moins de moments, des moments plus rapprochés, ou un événement plus long",
    ),
    "E132.short_week": told(
        "impossible: these moments need {needs} minutes, a week has {has}",
        "impossible : ces moments demandent {needs} minutes, une semaine en a {has}",
        "ask for fewer moments, or closer ones",
        "demandez moins de moments, ou des moments plus rapprochés",
    ),
    "E132.turns": told(
        "impossible: {value} turns from week {week} on, and the course has {most} weeks",
        "impossible : {value} tours à partir de la semaine {week}, et le cours a {most} semaines",
        "repeat: {room} at most here",
        "repeat: {room} au plus ici",
    ),
    "E132.turns_last": told(
        "impossible: week {week} is the last one, nothing comes back after it",
        "impossible : la semaine {week} est la dernière, rien ne revient après elle",
        "leave repeat out, or begin in an earlier week",
        "retirez repeat, ou commencez une semaine plus tôt",
    ),
    "E132.turns_event": told(
        "impossible: an event takes place once, its challenge does not come back",
        "impossible : un événement a lieu une fois, son défi ne revient pas",
        "leave repeat out, and write a challenge for each event",
        "retirez repeat, et écrivez un défi pour chaque événement",
    ),
    "E132.turns_self_paced": told(
        "impossible: in a self-paced course all is open at once, nothing comes back",
        "impossible : dans un cours au rythme de chacun, tout est ouvert en même temps, rien ne revient",
        "leave repeat out, and ask for more with at_least",
        "retirez repeat, et demandez davantage avec at_least",
    ),
    "E132.turns_grace": told(
        "impossible: a turn ends when the next one begins, there is no grace between them",
        "impossible : un tour finit quand le suivant commence, sans délai de grâce entre les deux",
        "leave grace out",
        "retirez grace",
    ),
    "E132.turns_name": told(
        'impossible: turn {turn} would be called "{name}", longer than {most} characters',
        "impossible : le tour {turn} s'appellerait « {name} », plus de {most} caractères",
        "give the challenge a shorter name",
        "donnez au défi un nom plus court",
    ),
    "E133.too_long": told("pattern refused: longer than 100 characters", "motif refusé : plus de 100 caractères"),
    "E133.not_known": told(
        "pattern refused: not in the part of regular expressions that may be used",
        "motif refusé : il sort des expressions régulières permises",
        "letters, [sets], \\w \\d \\s, (a|b), ? * + and {{2,5}} after a single character",
        "lettres, [ensembles], \\w \\d \\s, (a|b), ? * + et {{2,5}} après un seul caractère",
    ),
    "E133.nested_repeat": told(
        "pattern refused: a repeat within a repeat",
        "motif refusé : une répétition dans une répétition",
        *_NO_PATTERN_HINT,
    ),
    "E133.too_many_paths": told(
        "pattern refused: too many ways to match", "motif refusé : trop de façons de correspondre", *_NO_PATTERN_HINT
    ),
    "E133.nowhere": told(
        "pattern refused: no check takes one, for texts are not kept",
        "motif refusé : aucune vérification n'en prend, car les textes ne sont pas gardés",
        "ask for a tag, a mention, a domain or a number of words",
        "demandez un mot-dièse, une mention, un domaine ou un nombre de mots",
    ),
}
