"""What commands around changes and their effects say, in English and Korean."""

from __future__ import annotations

from typing import Final

CHANGE: Final[dict[str, tuple[str, str]]] = {
    "flag.usage": (
        "write flag list, put [FLAG] --file FILE, or show|history|on|off|end|evaluate FLAG",
        "flag list, put [플래그] --file 파일, show|history|on|off|end|evaluate 플래그 중 하나로 쓰세요",
    ),
    "flag.context": ("it is no JSON object", "JSON 객체가 아닙니다"),
    "flag.none": (
        "There are no flags yet: cxloop flag put NAME --file FILE.",
        "아직 플래그가 없습니다: cxloop flag put 이름 --file 파일",
    ),
    "flag.enabled": ("on", "켜짐"),
    "flag.disabled": ("off", "꺼짐"),
    "flag.ended": ("ended", "종료"),
    "flag.one": (
        "{flag}: {state}, version {version}, {when} by {by}",
        "{flag}: {state}, 버전 {version}, {when} {by}",
    ),
    "flag.given": ("Units that drew: {assigned}", "배정된 단위: {assigned}"),
    "flag.error": ("{flag}: {code} ({detail})", "{flag}: {code} ({detail})"),
    "flag.default": ("{flag}: the program's own default ({reason})", "{flag}: 프로그램 자체의 기본값({reason})"),
    "flag.value": ("{flag}: {variant} = {value} ({reason})", "{flag}: {variant} = {value} ({reason})"),
    "experiment.usage": (
        "write experiment analyse FILE with --arm, --control and --metric, or experiment plan with --base",
        "experiment analyse 파일 --arm --control --metric, 또는 experiment plan --base 형식으로 쓰세요",
    ),
    "experiment.number": ("“{text}” is no number", "“{text}”{text:은} 숫자가 아닙니다"),
    "experiment.plan": (
        "From {base} now, with a target of {target} better, if it is really {expected} better, and a chance of {power} "
        "that this shows:",
        "지금 {base}, 목표 {target} 개선, 실제로 {expected} 좋아진다면 {power} 확률로 드러나는 데 필요한 대상 수:",
    ),
    "experiment.rule_any_effect": ("better at all", "조금이라도 나아졌음"),
    "experiment.rule_target": (
        "better beyond chance, and the estimate reaches the target (the usual rule)",
        "우연을 넘어 나아졌고 추정값이 목표에 닿음(기본 규칙)",
    ),
    "experiment.rule_strict": (
        "beyond the target for sure (the strict rule)",
        "목표를 확실히 넘음(엄격한 규칙)",
    ),
    "experiment.rule_any_look": (
        "better at all, looking as often as one likes",
        "조금이라도 나아졌음(수시로 보면서)",
    ),
    "experiment.pair": ("“{text}” is not NAME=VALUE", "“{text}”{text:은} 이름=값 형식이 아닙니다"),
    "experiment.share": ("“{text}” is no share", "“{text}”{text:은} 비율이 아닙니다"),
    "experiment.units": ("{n} units, compared with “{control}”.", "대상 {n}개를 “{control}”{control:과} 비교합니다."),
    "experiment.metric": ("{metric} ({kind}):", "{metric}({kind}):"),
    "experiment.kind_binary": ("share of units that did", "해당하는 대상의 비율"),
    "experiment.kind_mean": ("mean of a unit", "대상당 평균"),
    "experiment.kind_ratio": ("ratio over all units", "전체 대상의 비"),
    "experiment.between": ("{low} to {high}", "{low} ~ {high}"),
    "experiment.is_higher": (
        "“{arm}” is {effect} above “{control}”, beyond chance.",
        "“{arm}”{arm:이} “{control}”보다 {effect} 높으며, 우연으로 보기 어렵습니다.",
    ),
    "experiment.is_lower": (
        "“{arm}” is {effect} below “{control}”, beyond chance.",
        "“{arm}”{arm:이} “{control}”보다 {effect} 낮으며, 우연으로 보기 어렵습니다.",
    ),
    "experiment.is_unclear": (
        "“{arm}” differs from “{control}” by {effect}: chance alone could do that.",
        "“{arm}”{arm:과} “{control}”의 차이는 {effect}이며, 우연만으로도 생길 수 있습니다.",
    ),
    "experiment.missing": (
        "{n} units have no value and are left out.",
        "값이 없는 대상 {n}개는 뺐습니다.",
    ),
    "experiment.without_unit": ("{n} rows name no unit and are left out.", "대상이 없는 행 {n}개는 뺐습니다."),
    "experiment.without_arm": ("{n} rows name no arm and are left out.", "실험군이 없는 행 {n}개는 뺐습니다."),
    "experiment.several": (
        "{n} units were in several arms and are left out.",
        "여러 실험군에 속한 대상 {n}개는 뺐습니다.",
    ),
    "experiment.split_fine": (
        "The units are split as they should be (p {p}).",
        "대상이 의도한 비율로 나뉘었습니다(p {p}).",
    ),
    "experiment.split_broken": (
        "No verdict can rest on this: the units are not split as they should be (p {p}). Something let one arm lose or "
        "gain units.",
        "이 결과로는 판정할 수 없습니다. 대상이 의도한 비율로 나뉘지 않았습니다(p {p}). 어느 한쪽에서 대상이 빠지거나 더해졌습니다.",
    ),
    "experiment.several_arms": (
        "No verdict can rest on this: {n} units were in several arms.",
        "이 결과로는 판정할 수 없습니다. 대상 {n}개가 여러 실험군에 속했습니다.",
    ),
    "experiment.too_few": (
        "No verdict can rest on this: an arm has fewer than two units.",
        "이 결과로는 판정할 수 없습니다. 대상이 둘이 안 되는 실험군이 있습니다.",
    ),
    "before_after.both": ("--arm and --control go together", "--arm과 --control은 함께 씁니다"),
    "before_after.interrupted_series": (
        "{metric} before and after {since}.",
        "{since} 전후의 {metric}.",
    ),
    "before_after.difference_in_differences": (
        "{metric} before and after {since}, of those concerned less the others.",
        "{since} 전후의 {metric}: 해당하는 쪽과 나머지의 차이.",
    ),
    "before_after.periods": ("{before} periods before, {after} after.", "그 전 {before}개 기간, 그 뒤 {after}개 기간."),
    "before_after.effect": (
        "A step of {effect} (95 %: {low} to {high}), p {p}.",
        "변화량 {effect}(95 %: {low} ~ {high}), p {p}.",
    ),
    "before_after.placebo": (
        "At dates at which nothing changed, a step as clear is found in {share}.",
        "아무 변화도 없던 날짜에서 이만큼 뚜렷한 변화가 보이는 비율: {share}.",
    ),
    "before_after.beyond": ("That is beyond chance.", "우연으로 보기 어렵습니다."),
    "before_after.chance": ("Chance alone could do that.", "우연만으로도 생길 수 있습니다."),
    "before_after.no_experiment": (
        "This is no experiment: whatever else happened at that time looks the same.",
        "이것은 실험이 아닙니다. 같은 때 일어난 다른 일도 똑같이 보입니다.",
    ),
}
