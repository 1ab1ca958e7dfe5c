import ArgumentParser
import LinuxIO
import Machines
import Policy
import JSONText

struct PolicyShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the rules in force, in the order in which they are asked.",
        discussion: "All files and includes as one list. The first rule that matches a call decides it.")

    @Argument(help: "The folder of the configuration, or one with .policy files.", completion: .directory)
    var folder: String?
    @Option(help: ArgumentHelp("Only the rules that a call of this service can meet.", valueName: "service"))
    var service: String?
    @Flag(help: "Print the rules without their places, as one file.")
    var plain = false
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var options: PolicyOptions

    func validate() throws {
        if plain, json { throw ValidationError("--plain and --json exclude one another.") }
    }

    func run() throws {
        let rules = try options.load(folder).rules
        let shown = rules.rules.indices.filter { index in
            guard let service, let own = rules.rules[index].service else { return true }
            return rules.vocabulary[own] == service
        }
        if json {
            CurrentProcess.writeOutput(JSONValue.array(shown.map { row($0, rules) }).document)
        } else if plain {
            CurrentProcess.writeOutput(shown.map { text($0, rules) + "\n" }.joined())
        } else {
            let table = Table(
                columns: ["PLACE", "SERVICE", "ARGUMENT", "SOURCE", "TARGET", "ACTION"].map { .init(title: $0) },
                rows: shown.map { cells($0, rules) })
            CurrentProcess.writeOutput(table.text(Invocation().color))
        }
    }

    private func text(_ index: Int, _ rules: RuleSet) -> String {
        // The words may hold anything that is no white space (compat), but tabs between them are ours.
        rules.line(of: index).split(separator: "\t").map { String($0).sanitizedForDisplay(limit: 4_096) }
            .joined(separator: "\t")
    }

    /// The fields of a rule: service, argument, source, target, and the action with its parameters.
    private func fields(_ index: Int, _ rules: RuleSet) -> [String] {
        let words = rules.line(of: index).split(separator: "\t", maxSplits: 4).map(String.init)
        return words
    }

    private func cells(_ index: Int, _ rules: RuleSet) -> [Table.Cell] {
        let style: TextStyle =
            switch rules.rules[index].action {
            case .allow: .good
            case .ask: .warning
            case .deny: .bad
            }
        let fields = fields(index, rules)
        return [Table.Cell(rules.place(of: index), .dim)]
            + fields.enumerated().map { Table.Cell($1, $0 == fields.count - 1 ? style : .plain) }
    }

    private func row(_ index: Int, _ rules: RuleSet) -> JSONValue {
        let rule = rules.rules[index]
        return .object([
            "file": .string(rules.files[Int(rule.file)]),
            "line": rule.line == 0 ? .null : .number(UInt64(rule.line)),
            "service": .string(rule.service.map { rules.vocabulary[$0] } ?? "*"),
            "argument": .string(rule.argument.map { rules.vocabulary[$0] } ?? "*"),
            "source": .string(rules.text(of: rule.source)), "target": .string(rules.text(of: rule.target)),
            "action": .string(rule.action.word), "rule": .string(rules.line(of: index)),
            "locked": .bool(index < rules.lockedCount),
        ])
    }
}
