import Policy

/// Random files: mostly rules that are right, with white space and words that are not.
struct PolicySoup {
    private var state: UInt64
    private let mode: PolicyMode

    private static let sources = [
        "work", "dom0", "@adminvm", "@anyvm", "*", "@tag:t", "@type:AppVM", "uuid:x", "@dispvm:d", "@dispvm:@tag:t",
        "@dispvm:uuid:x", "a@b", "x*", "#", "!include",
    ]
    private static let targets = sources + ["@default", "@dispvm"]
    private static let redirects = ["work", "dom0", "@adminvm", "@dispvm", "@dispvm:d", "@dispvm:uuid:x", "uuid:"]
    private static let strange = [
        "\u{a0}", "\u{feff}", "\r", "\u{e9}", "\0", "@", "=", ",", "+", "#", " # ", "\n", "x", "@tag:", "!include ",
        "allow", "user=", "\u{b}", "\u{2028}",
    ]

    init(seed: UInt64, mode: PolicyMode) {
        state = seed
        self.mode = mode
    }

    /// SplitMix64: the same seed gives the same files on every machine.
    private mutating func number(below bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    private mutating func one(of words: [String]) -> String { words[number(below: words.count)] }

    /// A file of a few lines.
    mutating func file() -> String {
        var text = ""
        for _ in 0..<number(below: 8) { text += line() + one(of: ["\n", "\n", "\r\n", "\n\n"]) }
        if number(below: 4) == 0, !text.isEmpty {
            let place = text.unicodeScalars.index(
                text.unicodeScalars.startIndex, offsetBy: number(below: text.unicodeScalars.count))
            text.unicodeScalars.insert(contentsOf: one(of: Self.strange).unicodeScalars, at: place)
        }
        return text
    }

    private mutating func line() -> String {
        switch number(below: 12) {
        case 0: return one(of: ["# comment", "  #x  ", "\t", "#"])
        default: break
        }
        let action = Action.allCases[number(below: 3)]
        var words = [
            one(of: ["qubes.A", "b_C-9", "x"]), one(of: ["*", "+", "+a+b"]), one(of: Self.sources),
            one(of: Self.targets), action.word,
        ]
        if number(below: 6) == 0 { (words[0], words[1]) = ("*", "*") }
        words += parameters(for: action, needsTarget: words[3] == "@default")
        let gaps = mode == .strict ? [" ", "\t", "  "] : [" ", "\t", "\u{a0}", "\u{c}", "\u{3000} "]
        return one(of: ["", " "]) + words.joined(separator: one(of: gaps)) + one(of: ["", "", " "])
    }

    private mutating func parameters(for action: Action, needsTarget: Bool) -> [String] {
        var words: [String] = []
        if action != .deny {
            if needsTarget || number(below: 3) == 0 { words.append("target=\(one(of: Self.redirects))") }
            if action == .ask, number(below: 3) == 0 { words.append("default_target=\(one(of: Self.redirects))") }
            if number(below: 4) == 0 { words.append(one(of: ["user=root", "user=", "user=a=b"])) }
            if number(below: 4) == 0 { words.append(one(of: ["autostart=yes", "autostart=no"])) }
            if mode == .strict, number(below: 3) == 0 {
                words.append(one(of: ["oneway=yes", "oneway=no", "max_bytes=1", "max_seconds=007"]))
            }
        }
        if number(below: 4) == 0 {
            words.insert(one(of: ["notify=yes", "notify=no"]), at: number(below: 2) % max(1, words.count))
        }
        return words
    }
}
