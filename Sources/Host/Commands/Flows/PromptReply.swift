import JSONText

/// What somebody typed under a prompt.
enum PromptReply: Hashable {
    case pick(String, rememberSeconds: UInt32)
    case no(rememberSeconds: UInt32)
    case unclear(String)

    /// Reads `NUMBER`, `NAME` or `n`, with ` for TIME` behind it or not.
    init(_ line: String, targets: [String]) {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map(String.init)
        guard let first = words.first else {
            self = .unclear("the number or name of a target, or n for no")
            return
        }
        var seconds: UInt32 = 0
        if words.count > 1 {
            guard words.count == 3, words[1] == "for", let time = ShortDuration(words[2]) else {
                self = .unclear("behind the answer comes nothing, or 'for' and a time such as 10m, 2h or 1d")
                return
            }
            seconds = time.seconds
        }
        if ["n", "no"].contains(first), !targets.contains(first) {
            self = .no(rememberSeconds: seconds)
        } else if targets.contains(first) {
            self = .pick(first, rememberSeconds: seconds)
        } else if let number = Int(first), targets.indices.contains(number - 1) {
            self = .pick(targets[number - 1], rememberSeconds: seconds)
        } else {
            self = .unclear("'\(first)' is not offered: the number or name of a target, or n for no")
        }
    }
}
