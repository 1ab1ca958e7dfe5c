import ArgumentParser
import LinuxIO
import Policy
import PolicyFiles
import JSONText

struct PolicyEval: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Decide a call.",
        discussion: """
            Nothing is called. The exit status is 0 for allow and ask, and 1 for deny. --request prints JSON. With \
            --batch-cases each line of \
            standard input is a case of its own, a JSON object with 'id', 'files', 'system_info' and 'requests', and is \
            answered with one line; the exit status is then 0.
            """)

    @Argument(help: "The VM that calls.")
    var source: String?
    @Argument(help: "The VM that is called; '' or @default when the caller names none.")
    var target: String?
    @Argument(help: ArgumentHelp("The service, with its argument.", valueName: "service[+argument]"))
    var service: String?
    @Option(name: .customLong("for"), help: ArgumentHelp("The RemoteVM that the source relays for.", valueName: "vm"))
    var requestedSource: String?
    @Option(
        help: ArgumentHelp(
            "Decide the request in a file of JSON, or each of a list of them; '-' is standard input.", valueName: "file"
        ),
        completion: .file(extensions: ["json"]))
    var request: String?
    @Flag(help: "Answer the cases on standard input.")
    var batchCases = false
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var options: PolicyOptions

    func validate() throws {
        if batchCases {
            guard source == nil, request == nil else {
                throw ValidationError("--batch-cases takes the calls from standard input.")
            }
        } else if request != nil {
            guard source == nil else { throw ValidationError("Name a call or --request, not both.") }
        } else {
            guard service != nil else { throw ValidationError("Name who calls, who is called, and the service.") }
        }
    }

    func run() throws {
        if batchCases { return try answerCases() }
        if let request { return try answer(RequestDocument.read(request)) }
        guard let source, let target, let service else { return }
        let policy = try options.load(nil).compiled()
        let request = PolicyRequest(
            call: service, source: source, target: target, requestedSource: requestedSource)
        let decision = policy.decide(request)
        if json {
            let document = DecisionDocument(policy: policy, request: request, decision: decision)
            CurrentProcess.writeOutput(document.value.document)
        } else {
            CurrentProcess.writeOutput(
                DecisionText(policy: policy, request: request, decision: decision).text)
        }
        if decision.outcome == .deny { throw ExitCode.failure }
    }

    /// Decides requests of a file; the status is that of the worst answer.
    private func answer(_ file: RequestDocument) throws {
        let policy = try options.load(nil).compiled()
        let decisions = file.requests.map { policy.decide($0) }
        let documents = zip(file.requests, decisions).map {
            DecisionDocument(policy: policy, request: $0, decision: $1).value
        }
        let isList = file.isList || documents.count != 1
        CurrentProcess.writeOutput((isList ? JSONValue.array(documents) : documents[0]).document)
        if decisions.contains(where: { $0.outcome == .deny }) { throw ExitCode.failure }
    }

    private func answerCases() throws {
        let batch = BatchCases(mode: options.mode)
        var lines = LineSource(0, limit: BatchCases.lineLimit)
        var number = 0
        while let line = try lines.next() {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let answer = try batch.answer(line, number: number)
            guard StandardStream.write(1, Array(answer.utf8) + [0x0A]) else { return }
        }
    }
}
