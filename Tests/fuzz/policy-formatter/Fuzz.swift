import Policy

/// Lays out bytes as one policy file, in both modes: what is laid out says the same, and stays as it is a second time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicyFormatter(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = Array(UnsafeBufferPointer(start: data, count: count))
    for mode in PolicyMode.allCases {
        let reader = PolicyReader(mode: mode)
        let formatter = PolicyFormatter(mode: mode)
        let before = reader.readAlone(text, file: "a.policy")
        guard let formatted = try? formatter.format(text, file: "a.policy") else {
            precondition(before.rules == nil, "refused, though it has no error")
            continue
        }
        let after = reader.readAlone(formatted, file: "a.policy")
        guard let rules = before.rules, let same = after.rules else { preconditionFailure("it has errors now") }
        precondition(rules.saysTheSame(as: same), "laid out, it says something else")
        precondition((try? formatter.format(formatted, file: "a.policy")) == formatted, "not the same a second time")
        // In compat mode more than spaces and tabs may stand before a comment.
        precondition(mode == .compat || comments(text) == comments(formatted), "comments are lost or made")
    }
    return 0
}

/// How many lines begin with a number sign, as far as spaces and tabs go before it.
private func comments(_ text: [UInt8]) -> Int {
    text.split { $0 == 0x0a || $0 == 0x0d }.count { line in
        line.first { $0 > 0x20 && $0 < 0x80 || $0 >= 0x80 } == UInt8(ascii: "#")
    }
}
