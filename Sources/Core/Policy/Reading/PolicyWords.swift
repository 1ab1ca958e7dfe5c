/// The fixed words of a rule, ready to be compared.
struct PolicyWords: Sendable {
    let allow = ShortWord("allow")
    let ask = ShortWord("ask")
    let deny = ShortWord("deny")
    let yes = ShortWord("yes")
    let no = ShortWord("no")
    let target = ShortWord("target")
    let defaultTarget = ShortWord("default_target")
    let user = ShortWord("user")
    let autostart = ShortWord("autostart")
    let notify = ShortWord("notify")
    let oneWay = ShortWord("oneway")
    let maximumBytes = ShortWord("max_bytes")
    let maximumSeconds = ShortWord("max_seconds")
}
