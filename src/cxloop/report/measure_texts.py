"""What reports say of those behind a number, of pain points, metrics, verdicts and the week, in English and Korean."""

from __future__ import annotations

from typing import Final

MEASURES: Final[dict[str, tuple[str, str]]] = {
    # behind a number
    "behind.title": ("Who is behind it", "이 수치에 든 고객"),
    "behind.wait": ("Wait", "기다린 시간"),
    "behind.times": ("Times counted", "집계된 횟수"),
    "behind.all_events": ("All their events", "전체 이벤트"),
    "behind.first": ("First", "처음"),
    "behind.last": ("Last", "마지막"),
    "behind.every_cohort": ("all cohorts old enough", "기간이 찬 모든 코호트"),
    "behind.listed": ("Numbers {begin} to {end} are listed.", "{begin}번째부터 {end}번째까지 보입니다."),
    "behind.all": ("{people} have an event here.", "여기에 이벤트가 있는 대상은 {people}입니다."),
    "behind.step": ("{people} came to {a}.", "{people}이 {a} 단계에 왔습니다."),
    "behind.start": ("{people} began with {a}.", "{people}이 {a} 단계에서 시작했습니다."),
    "behind.end": ("{people} ended with {a}.", "{people}이 {a} 단계에서 끝났습니다."),
    "behind.channel.none": ("{people} came through no known channel.", "채널이 없는 이벤트의 주인은 {people}입니다."),
    "behind.channel": ("{people} came through {a}.", "{people}이 {a} 채널로 왔습니다."),
    "behind.time": ("{people} had an event in the time of {a}.", "{a}에 {people}의 이벤트가 있었습니다."),
    "behind.edge": ("{people} went from {a} directly to {b}.", "{people}이 {a}에서 바로 {b}{b:으로} 갔습니다."),
    "behind.variant": ("{people} went exactly this way: {way}.", "{people}이 정확히 이 길을 갔습니다: {way}."),
    "behind.funnel": ("{people} came as far as {a}.", "{people}이 {a} 단계까지 왔습니다."),
    "behind.funnel.did": ("{people} came as far as {a}.", "{people}이 {a} 단계까지 왔습니다."),
    "behind.funnel.did_not": (
        "{people} came as far as the step before, but not to {a}.",
        "{people}이 바로 앞 단계까지 왔으나 {a} 단계에는 오지 않았습니다.",
    ),
    "behind.cohort": ("{people} began in {a}.", "{a}에 시작한 대상은 {people}입니다."),
    "behind.cohort.did": (
        "{people} were back after {after}, of {a}.",
        "{a} 가운데 {after} 뒤에 돌아온 대상은 {people}입니다.",
    ),
    "behind.cohort.did_not": (
        "{people} were not back after {after}, of {a}.",
        "{a} 가운데 {after} 뒤에 돌아오지 않은 대상은 {people}입니다.",
    ),
    "behind.pain": ("{people} were hit by this pain point at {a}.", "{people}이 {a} 단계의 이 불편을 겪었습니다."),
    "behind.period": (
        "{people} count for “{metric}” {a}.",
        "{a} ‘{metric}’ 집계 대상은 {people}입니다.",
    ),
    "behind.period.did": (
        "{people} are above 0 in “{metric}” {a}.",
        "{a} ‘{metric}’ 값이 0보다 큰 대상은 {people}입니다.",
    ),
    "behind.period.did_not": (
        "{people} are at 0 in “{metric}” {a}.",
        "{a} ‘{metric}’ 값이 0인 대상은 {people}입니다.",
    ),
    "behind.arm": ("Of the change {a}, {people} count in {b}.", "변경 {a}의 {b}에서 집계한 대상은 {people}입니다."),
    "behind.arm.did": (
        "Of the change {a}, {people} in {b} are above 0 in “{metric}”.",
        "변경 {a}의 {b}에서 ‘{metric}’ 값이 0보다 큰 대상은 {people}입니다.",
    ),
    "behind.arm.did_not": (
        "Of the change {a}, {people} in {b} are at 0 in “{metric}”.",
        "변경 {a}의 {b}에서 ‘{metric}’ 값이 0인 대상은 {people}입니다.",
    ),
    "behind.arm.before": ("the time before", "변경 전"),
    "behind.arm.after": ("the time after", "변경 후"),
    "behind.arm.both": ("both arms", "두 실험군"),
    "behind.arm.period": ("the period from {day}", "{day}부터의 기간"),
    "behind.event": ("{people} had this event.", "이 이벤트의 주인은 {people}입니다."),
    "behind.group": ("Only {by}: {group}.", "{by} 기준으로 {group}만."),
    "behind.group.none": ("Only those whose {by} is unknown.", "{by} 값이 없는 쪽만."),
    "word.yes": ("yes", "예"),
    "word.no": ("no", "아니요"),
    # two sides
    "differences.title": ("What differs", "무엇이 다른가"),
    "differences.kind": ("What", "무엇"),
    "differences.sure": ("Beyond chance", "우연이 아님"),
    "differences.says": (
        "Of {tested} things looked at, {sure} differ beyond chance.",
        "{tested}가지를 살펴보았고, 그 가운데 {sure}가지가 우연으로 보기 어려울 만큼 다릅니다.",
    ),
    "differences.nothing": (
        "Of {tested} things looked at, none differs beyond chance.",
        "{tested}가지를 살펴보았지만, 우연으로 보기 어려울 만큼 다른 것은 없습니다.",
    ),
    "differences.top": (
        "The largest that is sure: {what}, {a} of {first} and {b} of {second}: {verdict}.",
        "확실한 것 중 가장 큰 차이: {what} – {first} {a}, {second} {b}({verdict}).",
    ),
    "differences.corrected": (
        "Corrected for having looked at {tested} things: of what is called a difference, about 1 in 20 may be chance.",
        "{tested}가지를 함께 본 것을 감안해 보정했습니다. 다르다고 한 것 스무 개 가운데 하나쯤은 우연일 수 있습니다.",
    ),
    "differences.left_out": (
        "What the groups are made of is no difference, and what too few have is not looked at. A difference need not be "
        "caused by what makes the groups.",
        "양쪽을 나눈 조건 자체는 차이로 세지 않고, 해당하는 수가 너무 적은 것은 보지 않습니다. 차이가 꼭 그 조건 때문인 "
        "것은 아닙니다.",
    ),
    "differences.sizes": ("{a}: {first}; {b}: {second}.", "{a}: {first}, {b}: {second}."),
    "differences.no_channel": ("have events on no channel", "채널이 없는 이벤트 있음"),
    "differences.step": ("come to {a}", "{a} 단계에 옴"),
    "differences.channel": ("use {a}", "{a} 채널 이용"),
    "differences.edge": ("go from {a} directly to {b}", "{a}에서 바로 {b}{b:으로} 감"),
    "differences.wait": ("wait longer than usual from {a} to {b}", "{a}에서 {b}까지 보통보다 오래 기다림"),
    "differences.funnel": ("go on from {a} to {b}", "{a}에서 {b}{b:으로} 이어짐"),
    "differences.retention": ("are back after {after}", "{after} 뒤에 돌아옴"),
    # pains
    "pains.title": ("Pain points", "불편 지점"),
    "pains.says": (
        "{count} of {tested} possible pain points are beyond chance. The costliest: {kind} at {step}.",
        "단계와 불편의 조합 {tested}가지를 살펴보니 우연으로 보기 어려운 불편 지점은 {count}곳입니다. 손실이 가장 큰 곳은 "
        "{step} 단계의 {kind}입니다.",
    ),
    "pains.none": (
        "Nothing beyond chance among {tested} possible pain points of {people}.",
        "{people}에게서 단계와 불편의 조합 {tested}가지를 살펴보았지만 우연으로 보기 어려운 불편 지점은 없습니다.",
    ),
    "pains.none.few": (
        "{people} were looked at. That is too few for a pain point: those who were hit by something have to be compared "
        "with others, which takes about 45.",
        "{people}{people:을} 살펴보았습니다. 불편을 겪은 쪽과 겪지 않은 쪽을 견주려면 45명쯤은 있어야 하므로 아직 불편 지점을 "
        "말하기에는 적습니다.",
    ),
    "pains.none.one_event": (
        "{people} were looked at. Hardly any of them has a second event, so there is no way they took and no wait to "
        "look at.",
        "{people}{people:을} 살펴보았습니다. 이벤트가 두 건 이상인 경우가 거의 없어 지나간 길이나 기다린 시간을 볼 수 없습니다.",
    ),
    "pains.none.one_step": (
        "{people} were looked at. All their events are of one kind, so there is no next step to wait for, to miss or to "
        "fail at. Whether and when they come back is what can be told here.",
        "{people}{people:을} 살펴보았습니다. 이벤트가 한 가지뿐이라 기다리거나 막히거나 그만둘 다음 단계가 없습니다. 대신 "
        "언제 다시 오는지, 다시 오기는 하는지 볼 수 있습니다.",
    ),
    "pains.none.untested": (
        "{people} and {steps} kinds of events were looked at. Waits, errors, ways back, changes of channel and late "
        "promises: at no step did any of them hit enough to compare them with the others.",
        "{people}{people:과} 이벤트 {steps}가지를 살펴보았습니다. 대기, 오류, 되돌아감, 채널 이동, 늦은 약속 가운데 어느 것도 "
        "서로 견줄 만큼 많은 고객이 겪은 단계가 없습니다.",
    ),
    "pains.instead": (
        "What can be seen all the same: the overview, the journey map, retention.",
        "그래도 볼 수 있는 것: 개요, 여정 지도, 재방문.",
    ),
    "pains.sure": (
        "Customers who were hit are compared with others like them. Of what is listed as beyond chance, about one in "
        "twenty may be chance after all.",
        "겪은 고객을 비슷한 다른 고객과 견주었습니다. 우연으로 보기 어렵다고 한 것 가운데 스물에 하나쯤은 우연일 수 있습니다.",
    ),
    "pains.observed": (
        "It is observed, not tried out: an experiment would settle whether mending it helps.",
        "관찰한 것이지 시험한 것이 아닙니다. 고치면 나아지는지는 실험으로 알 수 있습니다.",
    ),
    "pains.decides": (
        "What decides is q, not the interval: q asks only whether those hit fare worse, and allows for everything that "
        "was tested. The interval is of one finding by itself.",
        "우연인지는 구간이 아니라 q값으로 정합니다. q값은 겪은 쪽이 더 나쁜지만 따지고, 함께 살펴본 것 전부를 감안합니다. 구간은 하나씩 따로 본 것입니다.",
    ),
    "pains.worth": (
        "One more that gets to {step} counts as {mean} ({low} to {high}, 95 %): the sum of all amounts there, on average over "
        "{people} with one.",
        "{step} 단계에 하나가 더 이르면 {mean}{mean:으로} 칩니다(95% 구간 {low}–{high}). 그 단계에 금액이 있는 {people}의 금액을 "
        "각각 모두 더해 평균한 값입니다.",
    ),
    "pains.chance.better": ("no: not worse", "아니요: 더 나쁘지 않음"),
    "pains.chance.first_time": ("no: as first", "아니요: 처음 온 쪽도 비슷"),
    "pains.chance.many": ("no: many seen", "아니요: 많이 살펴봄"),
    "pains.maybe": ("May be chance", "우연일 수 있음"),
    "pains.outcome": ("Measured by {outcome}.", "{outcome} 기준으로 쟀습니다."),
    "pains.reach": ("Customers hit", "겪은 고객"),
    "pains.reach.case": ("Cases hit", "겪은 건"),
    "pain.title": ("Pain point", "불편 지점"),
    "pain.says": (
        "{kind} at {step} hit {people} ({share} of those who could be). {outcome}: {away} comparable ones.",
        "{step} 단계의 {kind}: {people}이 겪었습니다(겪을 수 있던 쪽의 {share}). {outcome}: 비슷한 다른 쪽보다 {away}.",
    ),
    "pain.lower": ("{size} less than for", "{size} 적습니다"),
    "pain.higher": ("{size} more than for", "{size} 많습니다"),
    "pain.shorter": ("{size} shorter than for", "{size} 짧습니다"),
    "pain.longer": ("{size} longer than for", "{size} 깁니다"),
    "pain.interval": ("95 % from {low} to {high}.", "95% 구간은 {low}에서 {high}입니다."),
    "pain.beyond": ("This is beyond chance.", "우연으로 보기 어렵습니다."),
    "pain.chance": ("This may be chance.", "우연일 수 있습니다."),
    "pain.chance.better": (
        "Those hit do not fare worse, so it is no pain point: only harm is looked for.",
        "겪은 쪽이 더 나쁘지 않으므로 불편 지점이 아닙니다. 나빠지는 것만 찾습니다.",
    ),
    "pain.chance.first_time": (
        "The interval compares with those who went on. Coming back costs way in any case, so it counts only where those who "
        "came back also fare worse than those who come to this step for the first time; that may be chance, and it decides.",
        "구간은 계속 나아간 쪽과 견준 것입니다. 되돌아가면 어차피 길을 잃으므로, 이 단계에 처음 온 쪽보다도 나빠야 불편으로 "
        "봅니다. 그 차이가 우연일 수 있어 확실하지 않다고 봅니다.",
    ),
    "pain.chance.many": (
        "By itself it would hardly be chance; but so much was tested that something like it is to be expected.",
        "이것만 보면 우연으로 보기 어렵지만, 함께 살펴본 것이 많아 이만한 것은 우연히도 나올 수 있습니다.",
    ),
    "pain.compared": (
        "Only customers who could have been hit are compared.",
        "겪을 수 있던 고객끼리만 견주었습니다.",
    ),
    "pain.others": ("Share of the others", "나머지의 비율"),
    "pain.hardest": ("Who is hit most", "누가 가장 많이 겪나"),
    "kind.drop_off": ("drop-off", "이탈"),
    "kind.delay": ("delay", "지연"),
    "kind.late": ("missed promise", "약속 기한 초과"),
    "kind.rework": ("rework", "되풀이"),
    "kind.ping_pong": ("ping-pong", "핑퐁"),
    "kind.error": ("error", "오류"),
    "kind.channel_escape": ("channel escape", "사람에게 도움 청함"),
    "kind.repeat_contact": ("repeat contact", "반복 접촉"),
    "kind.digital": ("digital", "디지털"),
    "kind.human": ("human", "사람 응대"),
    "kind.unknown": ("unknown", "알 수 없음"),
    # metrics over time, verdicts
    "performance.title": ("Performance", "성과"),
    "performance.says": (
        "{metric}: {value} {during}, {change} on the one before: {words}.",
        "{metric}: {during} {value}, 앞 기간보다 {change}({words}).",
    ),
    "performance.says.shorter": (
        "{metric}: {value} {during}, {change} shorter than the one before: {words}.",
        "{metric}: {during} {value}, 앞 기간보다 {change} 짧음({words}).",
    ),
    "performance.says.longer": (
        "{metric}: {value} {during}, {change} longer than the one before: {words}.",
        "{metric}: {during} {value}, 앞 기간보다 {change} 긺({words}).",
    ),
    "during.day": ("on {day}", "{day}에"),
    "during.week": ("in the week from {day}", "{day}부터 한 주 동안"),
    "during.month": ("in {day}", "{day}에"),
    "performance.short": ("There is no period yet to compare with.", "아직 견줄 만한 기간이 없습니다."),
    "performance.same": ("no more than chance", "우연으로 볼 만한 차이"),
    "performance.better": ("better", "좋아짐"),
    "performance.worse": ("worse", "나빠짐"),
    "performance.interval": (
        "{metric}: between {low} and {high} (95 %), from {n}.",
        "{metric}: {low}에서 {high} 사이(95%), 표본 {n}.",
    ),
    "chart.partial": (
        "The last period is not over yet; the line to it is a broken one.",
        "마지막 기간은 아직 끝나지 않았습니다. 그 기간은 점선으로 그렸습니다.",
    ),
    "performance.waiting": (
        "{metric}: not all have had {time} yet in the last {count} of the periods that are over; these are drawn "
        "with a broken line, and compared with nothing.",
        "{metric}: 끝난 기간 중 최근 {count}개는 아직 모두가 {time}을 채우지 못했습니다. 그림에는 점선으로 그리고 비교에서는 뺐습니다.",
    ),
    "performance.counted": (
        "Everybody who came in a period counts once in it, with what they did in it.",
        "고객은 온 기간마다 한 번씩, 그 기간에 한 일로 셉니다.",
    ),
    "performance.began": (
        "Times are those of journeys that began in the period, up to where they are now.",
        "걸린 시간은 그 기간에 시작한 여정을 지금까지 따라가며 잰 값입니다.",
    ),
    "metric.no_amounts": ("{metric}: no event has an amount.", "{metric}: 금액이 있는 이벤트가 없습니다."),
    "metric.no_property": ("{metric}: no event has {property}.", "{metric}: {property} 속성이 있는 이벤트가 없습니다."),
    "metric.no_numbers": (
        "{metric}: {property} holds texts and no numbers, so nothing can be counted.",
        "{metric}: {property} 속성에 숫자가 없고 글자뿐이라 계산할 수 없습니다.",
    ),
    "performance.whole": ("Complete", "완료 여부"),
    "verdict.title": ("Verdict", "판정"),
    "verdict.says": (
        "{outcome}: {metric} changed by {effect} (95 % from {low} to {high}).",
        "{outcome}: {metric} 지표가 {effect} 달라졌습니다(95% {low}에서 {high}).",
    ),
    "verdict.open": ("{outcome}: there is too little to say yet.", "{outcome}: 아직 말하기에 이릅니다."),
    "verdict.met": ("Target met", "목표 달성"),
    "verdict.not_met": ("Target not met", "목표 미달"),
    "verdict.harmful": ("Harmful", "해로움"),
    "verdict.inconclusive": ("Inconclusive", "판단 불가"),
    "verdict.running": ("Not over yet", "진행 중"),
    "verdict.experiment": (
        "Those who had it are compared with those who did not, drawn by lot.",
        "추첨으로 나눈 변형끼리 견주었습니다.",
    ),
    "verdict.before_after": (
        "It is no experiment: what is compared is before and after, and something else may have happened then.",
        "실험이 아니라 앞뒤를 견준 것입니다. 그때 다른 일이 함께 일어났을 수 있습니다.",
    ),
    "verdict.arms": ("Arms", "변형"),
    # metrics by name
    "measure.reaches": ("customers who get to {first}", "{first}까지 가는 고객"),
    "measure.avoids": ("customers without {first}", "{first} 없이 지나는 고객"),
    "measure.returns": ("customers who come back within {first} days", "{first}일 안에 다시 오는 고객"),
    "measure.count": ("how often {first}", "{first} 횟수"),
    "measure.value": ("money", "금액"),
    "measure.sum": ("sum of {first}", "{first} 합계"),
    "measure.rating": ("mean of {first}", "{first} 평균"),
    "measure.share": ("{first} for each {second}", "{second}당 {first}"),
    "measure.time": ("time until {first}", "{first}까지 걸린 시간"),
    "measure.duration": ("time until the end", "끝까지 걸린 시간"),
    "measure.resolution": ("time from {first} to {second}", "{first}부터 {second}까지 걸린 시간"),
    "measure.resolved": ("{second} within {first}", "{first} 안에 {second}"),
    "measure.steps": ("steps", "단계 수"),
    "measure.handovers": ("hand-overs", "담당자 변경"),
    "measure.rework": ("steps done again", "다시 한 단계"),
    "measure.down": ("less is better", "적을수록 좋음"),
    "measure.adopts": ("customers who use {first}", "{first} 사용 고객"),
    "measure.nps": ("NPS, by {first}", "NPS({first} 기준)"),
    "measure.csat": ("CSAT: satisfied (4 or 5), by {first}", "CSAT: 만족(4~5점), {first} 기준"),
    # the week
    "digest.title": ("The week", "이번 주"),
    "digest.of": ("Week from", "주 시작일"),
    "digest.week": ("Last complete week", "가장 최근에 끝난 주"),
    "digest.before": ("The week before", "그 앞 주"),
    "digest.pains": (
        "{count} pain points are beyond chance, {new} of them new. The costliest: {kind} at {step}, {people}.",
        "우연으로 보기 어려운 불편 지점은 {count}곳이고 그 가운데 {new}곳이 새로 생겼습니다. 손실이 가장 큰 곳은 {step} 단계의 {kind}, {people}입니다.",
    ),
    "digest.pains.known": (
        "{count} pain points are beyond chance. The costliest: {kind} at {step}, {people}.",
        "우연으로 보기 어려운 불편 지점은 {count}곳입니다. 손실이 가장 큰 곳은 {step} 단계의 {kind}, {people}입니다.",
    ),
    "digest.no_pains": ("No pain point is beyond chance.", "우연으로 보기 어려운 불편 지점은 없습니다."),
    "digest.started": ("{title} was started on {day}.", "{day}에 {title} 변화를 시작했습니다."),
    "digest.verdict": ("{title} was judged on {day}.", "{day}에 {title} 변화를 판정했습니다."),
    "digest.rolled_back": ("{title} was rolled back on {day}.", "{day}에 {title} 변화를 되돌렸습니다."),
    "digest.release": ("Release: {title}, {day}.", "출시: {title}, {day}."),
    "digest.incident": ("Incident: {title}, {day}.", "장애: {title}, {day}."),
    "digest.other": ("{title}, {day}.", "{title}, {day}."),
    "digest.lesson": ("Learned: {learned}.", "배운 것: {learned}."),
    "digest.waiting": ("{title} waits for a verdict.", "{title} 변화가 판정을 기다립니다."),
    # anything else
    "other.says": ("{title}: {rows}.", "{title}: {rows}."),
    "title.flags": ("Flags", "플래그"),
    "title.opportunities": ("Opportunities", "기회"),
    "title.ideas": ("Ideas", "아이디어"),
    "title.changes": ("Changes", "변경"),
    "title.goals": ("Goals", "목표"),
    "title.lessons": ("Lessons", "교훈"),
    "title.segments": ("Segments", "세그먼트"),
    "title.marks": ("What happened", "있었던 일"),
    "title.loop": ("Health of the loop", "순환이 도는 상태"),
    "title.imports": ("Imports", "가져오기"),
    "title.catalogue": ("Catalogue of events", "이벤트 카탈로그"),
    "title.thread": ("Thread", "실마리"),
    "title.teams": ("Teams", "팀"),
    "title.sql": ("SQL", "SQL"),
    "title.answer": ("Answer", "답"),
}
