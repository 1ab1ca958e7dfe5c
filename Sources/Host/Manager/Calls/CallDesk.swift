import Audit
import AuditLog
import Channel
import Flows
import JSONText
import LinuxIO
import Logging
import Machines
import ManagerClient
import Policy
import PolicyFiles
import SystemBus

/// Calls between VMs: what each of them is allowed is decided here, and nothing of what it carries is seen.
actor CallDesk {
    /// Most calls of one VM that are under way at one time; its broker has a limit of its own, which this one trusts not.
    static let callsPerMachine = 64
    /// How long the coalesced denials of one kind are counted before the count is told.
    private static let noticeNanoseconds: UInt64 = 10_000_000_000

    let settings: FlowSettings
    let policy: PolicyStore
    let audit: AuditLog?
    let logger: Logger
    private let answersPath: String
    /// Who knows the VMs; set once, before the first call.
    private(set) var registry: MachineRegistry?

    var calls: [CallKey: ActiveCall] = [:]
    var prompts: [UInt64: PendingPrompt] = [:]
    var nextPrompt: UInt64 = 1
    var holders: [UInt64: PromptHolder] = [:]
    var nextHolder: UInt64 = 1
    var remembered = RememberedAnswers()
    var clipboard = Clipboard()
    /// The text that was copied: a file in memory that this process never reads.
    var clipboardText: SharedDescriptor?
    private var nextNumber: UInt64 = 1
    private var budgets: CallBudgets
    private var denials = NoticeCoalescer<DenialKey>(intervalNanoseconds: noticeNanoseconds)
    private var isTelling = false

    struct DenialKey: Hashable, Sendable {
        let source: String
        let service: String
        let target: String
    }

    init(settings: FlowSettings, policy: PolicyStore, stateDirectory: String, audit: AuditLog?, logger: Logger) {
        self.settings = settings
        self.policy = policy
        self.audit = audit
        self.logger = logger
        answersPath = stateDirectory + "/answers.json"
        budgets = CallBudgets(
            perSecond: UInt32(clamping: settings.callsPerSecond), burst: UInt32(clamping: settings.callBurst))
    }

    func begin(_ registry: MachineRegistry) {
        self.registry = registry
        guard let bytes = try? FileSystem.read(answersPath) else { return }
        do {
            remembered = try RememberedAnswers(document: bytes, nowMilliseconds: Self.nowMilliseconds)
        } catch {
            logger.error("\(answersPath) is not read, and no answer is remembered: \(error.message)")
        }
    }

    static var nowMilliseconds: UInt64 { Clock.wallNanoseconds() / 1_000_000 }

    /// Writes the remembered answers down.
    func keepAnswers() {
        do {
            try FileSystem.writeAtomically(answersPath, Array(remembered.json.document.utf8), mode: 0o600)
        } catch {
            logger.error("the remembered answers are not on the disk: \(error)")
        }
    }

    // MARK: From the brokers

    /// A VM wants to make a call; said again by brokers that have a new manager.
    func called(_ id: UInt32, _ request: CallRequest, by source: MachineName) {
        let key = CallKey(source: source, id: id)
        guard calls[key] == nil else { return }
        let now = Clock.monotonicNanoseconds()
        guard calls.keys.count(where: { $0.source == source }) < Self.callsPerMachine,
            budgets.take(source: source.text, service: request.service, nowNanoseconds: now)
        else {
            noteFlood(source, request.service)
            Task { await self.answer(key, .refuse(id: id, .tooMany)) }
            return
        }
        calls[key] = makeCall(key, request)
        Task { await self.decide(key) }
    }

    private func makeCall(_ key: CallKey, _ request: CallRequest) -> ActiveCall {
        defer { nextNumber += 1 }
        return ActiveCall(
            number: nextNumber, key: key, request: request, startedAtMilliseconds: Self.nowMilliseconds)
    }

    /// A call that an earlier manager allowed goes on.
    func adopted(_ id: UInt32, _ request: CallRequest, by source: MachineName) {
        let key = CallKey(source: source, id: id)
        guard calls[key] == nil else { return }
        var call = makeCall(key, request)
        call.stage = .adopted
        calls[key] = call
    }

    /// A call is over, or was given up by its caller.
    func ended(_ id: UInt32, _ summary: CallSummary, by source: MachineName) {
        guard let call = forget(CallKey(source: source, id: id)) else { return }
        noteEnd(call, summary.outcome.line.trimmed, summary.forwardBytes, summary.backwardBytes)
        dropPrompt(of: call, "its caller gave up")
    }

    /// A broker refused calls because there were too many.
    func dropped(_ count: UInt32, by source: MachineName) {
        logger.warning("\(count) calls were refused: too many at once", metadata: ["machine": "\(source)"])
        audit?.note(
            .callsDropped, ["source": .string(source.text), "count": .number(UInt64(count))])
    }

    /// A VM, or its broker, is gone: whatever it called or was called for ends.
    func gone(_ name: MachineName) {
        for (key, call) in calls {
            if key.source == name {
                forget(key)
                cutSocket(of: call)
                noteEnd(call, "error its VM or broker has gone", nil, nil)
                dropPrompt(of: call, "its caller has gone")
            } else if call.target == name {
                // The broker of the caller sees the end of the data, and says so.
                cutSocket(of: call)
            }
        }
    }

    // MARK: To the brokers

    /// Sends a request to the broker of a call's source.
    @discardableResult
    func answer(_ key: CallKey, _ request: BrokerRequest, descriptors: [CInt] = []) async -> Bool {
        guard let controller = await registry?.controller(key.source) else { return false }
        return await controller.send(request, descriptors: descriptors)
    }

    func cutSocket(of call: ActiveCall) {
        if case .connected(let connection) = call.stage {
            UnixSocket.shutdownBoth(connection.socket.descriptor)
        }
    }

    /// Ends a call that was allowed; its caller is told why.
    func cut(_ key: CallKey, _ reason: String) async {
        guard let call = calls[key] else { return }
        switch call.stage {
        case .connected(let connection):
            // The caller's broker first: what it is told here is the reason, whatever it then sees of the target's end.
            await answer(key, .cut(id: key.id, reason: reason))
            if let target = call.target, let controller = await registry?.controller(target) {
                await controller.send(.cancel(id: connection.runID))
            }
            cutSocket(of: call)
        case .adopted: await answer(key, .cut(id: key.id, reason: reason))
        case .asking(let prompt): await settle(prompt, .denied("the call was cut"))
        case .deciding, .starting:
            forget(key)
            await answer(key, .refuse(id: key.id, .failed))
        }
        logger.info("call \(call.number) was cut: \(reason)", metadata: ["machine": "\(key.source)"])
    }

    /// Holds what is under way against a policy that has come into force.
    func reconsider() async {
        for (key, call) in calls {
            guard case .connected = call.stage else { continue }
            let decision = policy.current.compiled.decide(policyRequest(call))
            if decision.outcome == .deny { await cut(key, "the policy has changed, and denies it") }
        }
    }

    // MARK: Records

    func policyRequest(_ call: ActiveCall) -> PolicyRequest {
        PolicyRequest(
            service: call.request.service, argument: call.request.argument, source: call.key.source.text,
            target: call.request.target)
    }

    private func noteEnd(_ call: ActiveCall, _ outcome: String, _ forward: UInt64?, _ backward: UInt64?) {
        var fields: [String: JSONValue] = [
            "call": .number(call.number), "source": .string(call.key.source.text),
            "service": .string(call.request.service), "target": .optional(call.target?.text ?? ""),
            "outcome": .string(outcome), "duration_ms": .number(Self.nowMilliseconds - call.startedAtMilliseconds),
        ]
        if let forward { fields["forward_bytes"] = .number(forward) }
        if let backward { fields["backward_bytes"] = .number(backward) }
        audit?.note(.callEnded, fields)
    }

    private func noteFlood(_ source: MachineName, _ service: String) {
        let key = DenialKey(source: source.text, service: service, target: "")
        guard denials.note(key, nowNanoseconds: Clock.monotonicNanoseconds()) else { return tellLater() }
        logger.warning("\(service): \(source): refused: too many calls", metadata: ["machine": "\(source)"])
        audit?.note(.callsDropped, ["source": .string(source.text), "service": .string(service), "count": .number(1)])
        tellLater()
    }

    /// Tells the person of a denial; of many that are alike the first, and then how many there were.
    func tellOfDenial(_ verdict: CallVerdict) {
        let key = DenialKey(
            source: verdict.request.source, service: verdict.request.service, target: verdict.request.target)
        if denials.note(key, nowNanoseconds: Clock.monotonicNanoseconds()) {
            broadcast(["event": .string("notice"), "text": .string(verdict.journalLine), "count": .number(1)])
        }
        tellLater()
    }

    private func tellLater() {
        guard !isTelling else { return }
        isTelling = true
        Task {
            while self.tellDue() { try? await Task.sleep(for: .seconds(1)) }
        }
    }

    private func tellDue() -> Bool {
        for (key, count) in denials.due(nowNanoseconds: Clock.monotonicNanoseconds()) {
            let text = "\(key.service): \(key.source) -> \(key.target): denied \(count) more times"
            logger.info("\(text)")
            broadcast(["event": .string("notice"), "text": .string(text), "count": .number(count)])
            if key.target.isEmpty {
                audit?.note(
                    .callsDropped,
                    ["source": .string(key.source), "service": .string(key.service), "count": .number(count)])
            }
        }
        isTelling = !denials.isEmpty
        return isTelling
    }
}

extension String {
    /// Without the line feed at its end.
    fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
