"""What reports say, in English and Korean: words, numbers and journeys; the rest stands beside this."""

from __future__ import annotations

from typing import Final

from cxloop.report.measure_texts import MEASURES

TEXTS: Final[dict[str, tuple[str, str]]] = MEASURES | {
    # numbers with what they count
    "some.customer.one": ("{count} customer", "고객 {count}명"),
    "some.customer.other": ("{count} customers", "고객 {count}명"),
    "some.case.one": ("{count} case", "{count}건"),
    "some.case.other": ("{count} cases", "{count}건"),
    "some.event.one": ("{count} event", "이벤트 {count}건"),
    "some.event.other": ("{count} events", "이벤트 {count}건"),
    "some.kind.one": ("{count} kind of event", "{count}종"),
    "some.kind.other": ("{count} kinds of events", "{count}종"),
    "some.row.one": ("{count} row", "{count}행"),
    "some.row.other": ("{count} rows", "{count}행"),
    "some.channel.one": ("{count} channel", "채널 {count}개"),
    "some.channel.other": ("{count} channels", "채널 {count}개"),
    "some.day.one": ("{count} day", "{count}일"),
    "some.day.other": ("{count} days", "{count}일"),
    "some.hour.one": ("{count} hour", "{count}시간"),
    "some.hour.other": ("{count} hours", "{count}시간"),
    "some.minute.one": ("{count} minute", "{count}분"),
    "some.minute.other": ("{count} minutes", "{count}분"),
    "some.second.one": ("{count} second", "{count}초"),
    "some.second.other": ("{count} seconds", "{count}초"),
    "cost.share": ("customers / 30 d", "명/30일"),
    "cost.money": ("value / 30 d", "금액/30일"),
    "cost.points": ("points / 30 d", "점/30일"),
    "cost.seconds": ("longer to the end, together, in 30 days", "30일 동안 더 걸린 시간 합계"),
    "short.day": ("{count}d", "{count}일"),
    "short.hour": ("{count}h", "{count}시간"),
    "short.minute": ("{count}m", "{count}분"),
    "short.second": ("{count}s", "{count}초"),
    "some.week.one": ("{count} week", "{count}주"),
    "some.week.other": ("{count} weeks", "{count}주"),
    "some.month.one": ("{count} month", "{count}개월"),
    "some.month.other": ("{count} months", "{count}개월"),
    "sign.points": ("{value} points", "{value}%p"),
    "word.of": ("{what} of {whole}", "{whole} 가운데 {what}"),
    # headings
    "head.sure": ("How sure this is", "얼마나 확실한가"),
    "head.left_out": ("What it leaves out", "무엇이 빠져 있는가"),
    "head.rests_on": ("What it rests on", "무엇에 근거하는가"),
    "head.asked": ("Asked", "질문"),
    "head.made": ("Made with cxloop on {day}", "{day} cxloop로 만듦"),
    "head.simulated": ("These events are a simulation.", "실제 고객이 아니라 시뮬레이션으로 만든 이벤트입니다."),
    "head.masked": ("Names of customers are hidden.", "고객의 이름은 가렸습니다."),
    "head.more": ("{count} more rows are in the table files.", "나머지 {count}행은 표 파일에 있습니다."),
    # words of tables
    "word.step": ("Step", "단계"),
    "word.customers": ("Customers", "고객"),
    "word.cases": ("Cases", "건"),
    "word.events": ("Events", "이벤트"),
    "word.channel": ("Channel", "채널"),
    "word.kind": ("Kind", "종류"),
    "word.share": ("Share", "비율"),
    "word.share_first": ("Of the first step", "첫 단계 대비"),
    "word.share_previous": ("Of the step before", "앞 단계 대비"),
    "word.interval": ("95 % interval", "95% 구간"),
    "word.low": ("95 % from", "95% 하한"),
    "word.high": ("95 % to", "95% 상한"),
    "word.median": ("Half within", "절반이 걸린 시간"),
    "word.p90": ("Nine of ten within", "열에 아홉이 걸린 시간"),
    "word.from": ("From", "앞 단계"),
    "word.to": ("To", "다음 단계"),
    "word.count": ("Times", "횟수"),
    "word.way": ("Way", "경로"),
    "word.time": ("Time", "시각"),
    "word.group": ("Group", "그룹"),
    "word.cohort": ("Began", "시작"),
    "word.period": ("Period", "기간"),
    "word.value": ("Value", "값"),
    "word.difference": ("Difference (first − second)", "차이(앞 − 뒤)"),
    "word.effect": ("Effect", "영향"),
    "word.q": ("Chance of a false alarm (q)", "잘못된 경보 비율(q값)"),
    "word.cost": ("Cost", "손실"),
    "word.unit": ("Unit", "단위"),
    "word.since": ("Since", "언제부터"),
    "word.wait": ("Wait", "기다린 시간"),
    "word.case": ("Case", "건"),
    "word.owner": ("Owner", "담당"),
    "word.money": ("Money", "금액"),
    "word.text": ("Text", "글"),
    "word.event": ("Event", "이벤트"),
    "word.event_id": ("Event id", "이벤트 번호"),
    "word.customer": ("Customer", "고객"),
    "word.metric": ("Metric", "지표"),
    "word.arm": ("Arm", "변형"),
    "word.mean": ("Mean", "평균"),
    "word.n": ("Units", "대상"),
    "word.lift": ("Lift", "상대 변화"),
    "word.none": ("(none)", "(없음)"),
    "word.starts": ("Begin here", "여기서 시작"),
    "word.ends": ("End here", "여기서 끝남"),
    # overview
    "overview.title": ("Overview", "개요"),
    "overview.says": (
        "{customers} left {events} on {channels}, from {begin} to {end}.",
        "{begin}부터 {end}까지 {customers}이 {channels}에서 {events}을 남겼습니다.",
    ),
    "overview.says.plain": (
        "{customers} left {events}, from {begin} to {end}.",
        "{begin}부터 {end}까지 {customers}이 {events}을 남겼습니다.",
    ),
    "overview.none": ("There are no events in this scope.", "이 조건에 드는 이벤트가 없습니다."),
    "overview.over_time": ("Events over time", "시간에 따른 이벤트"),
    "overview.channels": ("By channel", "채널별"),
    "overview.steps": ("By step", "단계별"),
    "sure.counted": (
        "These are counts of everything there is, not a sample.",
        "표본이 아니라 있는 것을 모두 센 값입니다.",
    ),
    "sure.waits": ("Waits are right to within 1 %.", "기다린 시간의 오차는 1% 이내입니다."),
    "sure.interval": (
        "With this many customers the true share lies between {low} and {high} (95 %).",
        "고객 수를 고려하면 실제 비율은 {low}에서 {high} 사이입니다(95%).",
    ),
    "sure.few": (
        "Few are behind it ({people}): take it as a hint, not as a fact.",
        "근거가 적습니다({people}). 사실이 아니라 실마리로 보세요.",
    ),
    "left_out.strays": (
        "Of these, {events} from {begin} to {end} lie apart from the rest, perhaps by a wrong clock, and are left out of the "
        "period and of all that is shown over time.",
        "이 가운데 {begin}부터 {end}까지의 {events}은 나머지와 동떨어져 있어(시계 오류일 수 있음) 기간과 시간별 그림에서 뺐습니다.",
    ),
    "left_out.refused": (
        "{rows} could not be read when they came in; they are kept with the reason.",
        "들어올 때 {rows}을 읽지 못했습니다. 이유와 함께 보관되어 있습니다.",
    ),
    "left_out.where": ("Only events for which {rule} holds.", "{rule} 조건에 맞는 이벤트만 봅니다."),
    "left_out.having": ("Only journeys with {step}.", "{step} 단계가 있는 여정만 봅니다."),
    "left_out.lacking": ("Only journeys without {step}.", "{step} 단계가 없는 여정만 봅니다."),
    "left_out.channel": ("Only the channel {channel}.", "{channel} 채널만 봅니다."),
    "left_out.between": ("Only what lies between {first} and {last}.", "{first} 단계와 {last} 단계 사이만 봅니다."),
    "left_out.from": ("Nothing before {day}.", "{day} 전은 보지 않습니다."),
    "left_out.to": ("Nothing after {day}.", "{day} 뒤는 보지 않습니다."),
    "left_out.not_segment": ("Nobody of the segment {segment}.", "{segment} 세그먼트에 드는 고객은 보지 않습니다."),
    "left_out.segment": ("Only the segment {segment}.", "{segment} 세그먼트만 봅니다."),
    "left_out.hidden": ("Hidden: {kinds}.", "숨긴 이벤트: {kinds}."),
    "left_out.merged": ("Shown under another name: {kinds}.", "다른 이름으로 합친 이벤트: {kinds}."),
    "left_out.bots": ("Journeys marked as bots.", "봇으로 표시한 여정은 빠져 있습니다."),
    "rests_on.plain": (
        "Each identifier counts as a customer of its own ({map}).",
        "식별자 하나를 고객 한 명으로 셉니다({map}).",
    ),
    "rests_on.merged": (
        "Identifiers that belong together count as one customer ({map}).",
        "서로 이어진 식별자는 고객 한 명으로 셉니다({map}).",
    ),
    "rests_on.case": ("Each case is a journey of its own ({map}).", "건마다 여정 하나로 셉니다({map})."),
    "rests_on.people": ("{people}.", "{people}."),
    "rests_on.events": ("{events} of {people}.", "{people}의 {events}."),
    "rests_on.period": ("From {begin} to {end}.", "{begin}부터 {end}까지."),
    "rests_on.imports": ("{count} imported files.", "가져온 파일 {count}개."),
    # funnel
    "funnel.title": ("Funnel", "퍼널"),
    "funnel.says": (
        "Of {first} at {from}, {last} reach {to}: {share}. Half of those who get there take less than {median}.",
        "{from} 단계의 {first} 가운데 {share}인 {last}이 {to} 단계까지 갔습니다. 그 절반은 {median} 안에 도착했습니다.",
    ),
    "funnel.none": (
        "Nobody gets from {from} to {to} in this time.",
        "이 기간 안에 {from}에서 {to}까지 간 고객이 없습니다.",
    ),
    "funnel.window": (
        "Whoever comes later than {window} after the first step does not count, and those who began last have had less "
        "time than that.",
        "첫 단계에서 {window} 넘게 지난 뒤에 온 고객은 세지 않습니다. 끝 무렵에 시작한 고객은 그만한 시간을 갖지 못했습니다.",
    ),
    "funnel.biggest": (
        "Most are lost between {from} and {to}: {lost}.",
        "{from}{from:과} {to} 사이에서 가장 많은 {lost}이 떠났습니다.",
    ),
    "funnel.by": ("By {field}", "{field}별"),
    "compare.title": ("Comparison", "비교"),
    # both sides of a comparison
    "beside.others": ("the others", "나머지"),
    "beside.channel": ("those on {name}", "{name} 채널을 쓴 쪽"),
    "beside.event": ("those with {name}", "{name} 단계를 거친 쪽"),
    "beside.rule": ("those with {rule}", "{rule} 조건에 맞는 쪽"),
    "beside.between": ("those between {begin} and {end}", "{begin}~{end}"),
    "beside.since": ("those from {begin} on", "{begin} 이후"),
    "beside.until": ("those until {end}", "{end} 이전"),
    "beside.ever": ("those of the whole period", "전체 기간"),
    "beside.lower": ("{size} lower for {a}", "{a}{a:이} {size} 낮음"),
    "beside.higher": ("{size} higher for {a}", "{a}{a:이} {size} 높음"),
    "beside.shorter": ("{size} shorter for {a}", "{a}{a:이} {size} 짧음"),
    "beside.longer": ("{size} longer for {a}", "{a}{a:이} {size} 긺"),
    "beside.same": ("no difference", "차이 없음"),
    "beside.sure": ("{away}, beyond chance", "{away}, 우연으로 보기 어려움"),
    "beside.chance": ("{away}, which may be chance", "{away}, 우연일 수 있음"),
    "beside.sizes": ("Compared: {a} ({first}) and {b} ({second}).", "{a} {first}, {b} {second}을 비교했습니다."),
    "beside.overview": (
        "What differs most: {what}, {x} of {a} and {y} of {b}: {verdict}.",
        "가장 다른 점은 {what}: {a} {x}, {b} {y}({verdict}).",
    ),
    "beside.funnel": (
        "{x} of {a} get from {from} to {to}, {y} of {b}: {verdict}.",
        "{from}에서 {to}까지 간 비율은 {a} {x}, {b} {y}입니다({verdict}).",
    ),
    "beside.transition": (
        "What differs most: going on from {from} to {to}, {x} of {a} and {y} of {b}: {verdict}.",
        "가장 다른 구간은 {from} → {to}: {a} {x}, {b} {y}({verdict}).",
    ),
    "beside.retention": (
        "{x} of {a} are back after {after}, {y} of {b}: {verdict}.",
        "{after} 뒤에 다시 온 비율은 {a} {x}, {b} {y}입니다({verdict}).",
    ),
    "beside.edge": (
        "What differs most: going from {from} directly to {to}, {x} of {a} and {y} of {b}: {verdict}.",
        "가장 다른 이동은 {from} → {to}: {a} {x}, {b} {y}({verdict}).",
    ),
    "beside.pain": (
        "What differs most: {kind} at {step} hits {x} of {a} who get there and {y} of {b}: {verdict}.",
        "가장 다른 불편은 {step} 단계의 {kind}: 그 단계에 온 고객 가운데 겪은 비율이 {a} {x}, {b} {y}입니다({verdict}).",
    ),
    "beside.metric": (
        "{metric} in the period from {period}: {x} for {a}, {y} for {b}: {verdict}.",
        "{metric}: {period}부터의 기간에 {a} {x}, {b} {y}입니다({verdict}).",
    ),
    "beside.nothing": (
        "There are too few to tell how {a} and {b} differ.",
        "수가 적어 {a}{a:과} {b}의 차이를 말할 수 없습니다.",
    ),
    "beside.few": (
        "With so few, chance cannot be told from a difference.",
        "수가 적어 우연인지 실제 차이인지 가릴 수 없습니다.",
    ),
    "beside.interval": (
        "The difference lies between {low} and {high} (95 %).",
        "차이의 95% 구간은 {low}에서 {high}입니다.",
    ),
    "beside.corrected": (
        "The difference lies between {low} and {high}, corrected for having looked at {tested} things.",
        "차이는 {low}에서 {high} 사이입니다({tested}가지를 함께 본 것을 감안해 보정).",
    ),
    "beside.uncorrected": (
        "By itself, the difference lies between {low} and {high} (95 %); but {tested} things were looked at.",
        "이것만 보면 차이의 95% 구간은 {low}에서 {high}이지만, {tested}가지를 함께 보았습니다.",
    ),
    "beside.both": (
        "{people} are on both sides. They make no difference, and the intervals allow for that.",
        "{people}은 양쪽에 다 들어 있어 차이를 만들지 않으며, 구간은 이를 반영해 계산했습니다.",
    ),
    "beside.both.wider": (
        "{people} are on both sides. The interval takes the sides for independent, and so is wider than it would have to "
        "be.",
        "{people}은 양쪽에 다 들어 있습니다. 구간은 양쪽이 서로 독립이라고 보고 계산했으므로 실제보다 넓습니다.",
    ),
    "beside.days": (
        "The periods have {days} in common; what happened then counts on both sides and makes the difference smaller.",
        "두 기간은 {days}이 겹칩니다. 그때 일어난 일은 양쪽에 다 들어가 차이를 줄입니다.",
    ),
    "beside.both.periods": (
        "{people} are in both periods. The interval takes the periods for independent: it is too wide where they do much "
        "the same in both, and too narrow where who did it in one does not do it again in the other.",
        "{people}은 두 기간에 다 들어 있습니다. 구간은 두 기간이 서로 독립이라고 보고 계산했습니다. 같은 고객이 두 기간에 비슷하게 행동하면 실제보다 "
        "넓고, 한 기간에 한 일을 다른 기간에는 하지 않는 편이면 실제보다 좁습니다.",
    ),
    "beside.observed": (
        "A difference need not be caused by what makes the sides.",
        "차이가 꼭 양쪽을 나눈 조건 때문인 것은 아닙니다.",
    ),
    # retention
    "retention.title": ("Retention", "재방문"),
    "retention.says": (
        "Of {customers}, {share} are back after {first} and {later} after {second}.",
        "{customers} 가운데 {first} 뒤에 다시 온 비율은 {share}, {second} 뒤에는 {later}입니다.",
    ),
    "retention.short": (
        "{customers} in {cohorts} cohorts; the period is too short to say how many come back.",
        "코호트 {cohorts}개에 {customers}이 있지만, 기간이 짧아 다시 온 비율을 말할 수 없습니다.",
    ),
    "retention.curve": ("Who comes back", "다시 오는 비율"),
    "retention.cohorts": ("By cohort", "코호트별"),
    "retention.open": (
        "Cohorts that are too young for a period do not count there.",
        "아직 그만큼 지나지 않은 코호트는 그 기간에서 세지 않습니다.",
    ),
    # paths
    "paths.title": ("Journeys", "여정"),
    "paths.says": (
        "{journeys} took {variants} different ways. The most travelled step from one to the next is {from} → {to}: "
        "{customers}, half of them within {median}.",
        "{journeys}이 서로 다른 길 {variants}가지를 갔습니다. 가장 많이 지나간 이동은 {from} → {to}: {customers}, 그 절반은 "
        "{median} 안에 넘어갔습니다.",
    ),
    "paths.single": (
        "{journeys} took one step and no second one.",
        "{journeys}이 한 단계만 지났고, 그다음 단계로는 가지 않았습니다.",
    ),
    "paths.none": ("There are no journeys in this scope.", "이 조건에 드는 여정이 없습니다."),
    "paths.edges": ("From step to step", "단계에서 단계로"),
    "paths.top": ("Most travelled", "가장 많이 지나간 이동"),
    "paths.variants": ("Ways taken most", "많이 간 길"),
    "paths.longest": ("Longest waits", "가장 오래 기다리는 곳"),
    "paths.rarer": (
        "Among the longest waits stand transitions that at least {least} took; {rarer} rarer ones are left out, since the "
        "wait of a few says little.",
        "가장 오래 기다리는 곳에는 {least} 이상이 지나간 이동만 넣고, 그보다 드문 이동 {rarer}개는 뺐습니다. 몇 안 되는 대기 시간으로는 알 수 있는 것이 "
        "적기 때문입니다.",
    ),
    "edge.title": ("From one step to the next", "한 단계에서 다음 단계로"),
    "edge.says": (
        "{customers} went from {from} directly to {to}, {times} times; half of them within {median}.",
        "{customers}이 {from}에서 곧바로 {to}{to:으로} {times}번 갔고, 그 절반은 {median} 안에 넘어갔습니다.",
    ),
    "edge.waits": ("How long they wait", "얼마나 기다리나"),
    "step.title": ("Step", "단계"),
    "step.says": (
        "{customers} came to {step}, {times} times; {ends} of the journeys end there.",
        "{customers}이 {step} 단계에 {times}번 왔고, 여정의 {ends}가 여기서 끝납니다.",
    ),
    "step.before": ("What comes before", "앞서는 단계"),
    "step.after": ("What comes after", "뒤따르는 단계"),
    "journey.title": ("Journey", "여정"),
    "journey.says": ("{name}: {events}, from {begin} to {end}.", "{name}: {begin}부터 {end}까지 {events}."),
    "members.title": ("Who they are", "누구인가"),
    "members.says": ("{people}; {shown} of them are listed.", "{people}이며, 그 가운데 {shown}명을 보입니다."),
    # rows of a saved query
    "rows.says": ("The query gives {rows}.", "쿼리 결과는 {rows}입니다."),
    "rows.cut.rows": ("More rows than these.", "이보다 많은 행이 있습니다."),
    "rows.cut.bytes": ("More than fits: the result is too large.", "결과가 커서 나머지는 생략했습니다."),
}
