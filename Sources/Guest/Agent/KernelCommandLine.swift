/// The words of `/proc/cmdline` that are meant for the agent.
package struct KernelCommandLine: Hashable, Sendable {
    /// The value of each `NAME=VALUE`; the last one counts.
    private let values: [String: String]

    package init(_ text: String) {
        var values: [String: String] = [:]
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
            guard let equals = word.firstIndex(of: "=") else { continue }
            values[String(word[..<equals])] = String(word[word.index(after: equals)...])
        }
        self.values = values
    }

    package subscript(name: String) -> String? { values[name] }

    /// The serial console, a device name without `/dev/` and without its settings.
    package var console: String {
        let value = values["console"] ?? "ttyS0"
        return String(value.prefix { $0 != "," })
    }
}
