import Audit
import AuditLog
import Channel
import Flows
import JSONText
import LinuxEvents
import LinuxIO
import Logging
import Machines
import ManagerClient
import Policy
import PolicyFiles
import SystemBus

/// Prompts: who is asked, and what the answer does.
extension CallDesk {
    /// Most prompts that wait at one time.
    private static let promptLimit = 32
    private static let holderLimit = 16
    private static let packetLimitBytes = 64

    // MARK: Holders

    /// Takes somebody who shows prompts; what waits is told at once.
    ///
    /// - Returns: The holder's end of a packet socket.
    func hold(userID: UInt32) throws(BusFailure) -> BusDescriptor {
        guard holders.count < Self.holderLimit else {
            throw ManagerFailureKind.limit.failure("\(Self.holderLimit) programs show prompts already.")
        }
        do {
            var pair = try UnixSocket.pair(.sequencedPacket)
            let holder = PromptHolder(
                userID: userID, socket: try PacketSocket(pair.takeFirst(), limitBytes: Self.packetLimitBytes))
            let id = nextHolder
            nextHolder += 1
            holders[id] = holder
            Task {
                // A holder has nothing to say here: answers come as requests, whose caller is known.
                for await _ in holder.socket.packets {}
                await self.release(id)
            }
            for prompt in prompts.values.sorted(by: { $0.prompt.id < $1.prompt.id }) {
                _ = holder.send(["event": .string("ask"), "prompt": prompt.prompt.json])
            }
            return BusDescriptor(pair.takeSecond())
        } catch {
            throw ManagerFailureKind.limit.failure("The prompts cannot be held: \(error).")
        }
    }

    private func release(_ id: UInt64) async {
        holders[id] = nil
        guard holders.isEmpty else { return }
        for prompt in Array(prompts.keys) { await settle(prompt, .denied("nobody shows prompts any more")) }
    }

    func broadcast(_ message: [String: JSONValue]) {
        for (id, holder) in holders where !holder.send(message) {
            holder.socket.close()
            holders[id] = nil
        }
    }

    // MARK: Asking

    /// Asks whether a call may be made, unless that is remembered.
    func ask(_ key: CallKey, _ verdict: CallVerdict) async {
        if let known = await rememberedAnswer(key.source, verdict) {
            return await finish(.call(key), verdict, known, offered(verdict), 0)
        }
        if let reason = reasonNotToAsk(key.source) {
            return await finish(.call(key), verdict, .denied(reason), offered(verdict), 0)
        }
        guard calls[key] != nil else { return }
        calls[key]?.stage = .asking(prompt: open(.call(key), verdict, key.source))
    }

    /// Why nobody is asked; nil when somebody can be.
    func reasonNotToAsk(_ source: MachineName) -> String? {
        if holders.isEmpty { return "nobody shows prompts ('bulkhead asks --follow' does)" }
        if prompts.count >= Self.promptLimit { return "\(Self.promptLimit) prompts wait already" }
        let own = prompts.values.count { $0.source == source }
        return own >= settings.promptsPerMachine ? "\(own) prompts of \(source) wait already" : nil
    }

    private func offered(_ verdict: CallVerdict) -> [String] {
        verdict.decision.choices.map { verdict.text($0.destination) }
    }

    /// Shows a prompt.
    ///
    /// - Returns: Its number.
    func open(_ purpose: PendingPrompt.Purpose, _ verdict: CallVerdict, _ source: MachineName) -> UInt64 {
        let world = verdict.generation.compiled.world
        let decision = verdict.decision
        let id = nextPrompt
        nextPrompt += 1
        let now = Self.nowMilliseconds
        let prompt = Prompt(
            id: id, source: source.text,
            sourceLabel: decision.source.flatMap { world.domains[$0].label } ?? "",
            service: verdict.request.service, argument: verdict.request.argument,
            requestedTarget: verdict.request.target.isEmpty ? "@default" : verdict.request.target,
            choices: decision.choices.map {
                .init(target: verdict.text($0.destination), label: Self.label($0.destination, world))
            },
            defaultTarget: decision.defaultChoice.map { verdict.text(decision.choices[$0].destination) },
            rule: verdict.place ?? "", deadlineMilliseconds: now + UInt64(settings.promptSeconds) * 1_000)
        prompts[id] = PendingPrompt(
            prompt: prompt, verdict: verdict, purpose: purpose, source: source, beganAtMilliseconds: now)
        broadcast(["event": .string("ask"), "prompt": prompt.json])
        let seconds = settings.promptSeconds
        Task {
            try? await Task.sleep(for: .seconds(seconds))
            await self.settle(id, .denied("nobody answered within \(seconds) s"))
        }
        return id
    }

    private static func label(_ destination: Destination, _ world: World) -> String {
        guard case .domain(let number, _) = destination else { return "" }
        return world.domains[number].label ?? ""
    }

    // MARK: Answering

    /// A person answers.
    ///
    /// - Parameters:
    ///   - id: The prompt.
    ///   - target: What is picked; nil for no.
    ///   - rememberSeconds: For how long the answer holds; 0 for this time only.
    ///   - userID: Who answers.
    /// - Throws: When there is no such prompt, or it does not offer the target.
    func answer(
        prompt id: UInt64, target: String?, rememberSeconds: UInt32, userID: UInt32
    ) async throws(BusFailure) {
        guard let pending = prompts[id] else {
            throw ManagerFailureKind.notFound.failure(
                "There is no prompt \(id).",
                advice: "It was answered, or has run out; 'bulkhead asks' shows what waits.")
        }
        if let target, !pending.prompt.choices.contains(where: { $0.target == target }) {
            throw .invalidArguments(
                "The prompt \(id) does not offer \(target.sanitizedForDisplay(limit: 64)), only: "
                    + pending.prompt.choices.map(\.target).joined(separator: ", "))
        }
        guard rememberSeconds <= RememberedAnswer.longestSeconds else {
            throw .invalidArguments("An answer is remembered for at most \(RememberedAnswer.longestSeconds) seconds.")
        }
        if rememberSeconds > 0 { await remember(pending, target, rememberSeconds, userID) }
        let by = "uid \(userID)"
        await settle(id, target.map { .picked($0, by: by) } ?? .refused(by: by))
    }

    /// A prompt is over.
    func settle(_ id: UInt64, _ answer: PromptAnswer) async {
        guard let pending = prompts.removeValue(forKey: id) else { return }
        broadcast(["event": .string("gone"), "id": .number(id)])
        await finish(
            pending.purpose, pending.verdict, answer, pending.prompt.choices.map(\.target),
            Self.nowMilliseconds - pending.beganAtMilliseconds)
    }

    /// The call of a prompt is gone: nobody needs its answer.
    func dropPrompt(of call: ActiveCall, _ reason: String) {
        guard case .asking(let id) = call.stage, let pending = prompts.removeValue(forKey: id) else { return }
        broadcast(["event": .string("gone"), "id": .number(id)])
        var verdict = pending.verdict
        verdict.refusal = reason
        verdict.answer = CallAnswer(
            offered: pending.prompt.choices.map(\.target), chosen: nil,
            durationMilliseconds: Self.nowMilliseconds - pending.beganAtMilliseconds, by: "nobody")
        note(verdict, call)
    }

    private func finish(
        _ purpose: PendingPrompt.Purpose, _ asked: CallVerdict, _ answer: PromptAnswer, _ offered: [String],
        _ durationMilliseconds: UInt64
    ) async {
        let verdict = self.verdict(asked, answer, offered, durationMilliseconds)
        switch purpose {
        case .call(let key):
            if verdict.isAllowed { await connect(key, verdict) } else { await refuse(key, verdict) }
        case .paste(let continuation): continuation.resume(returning: verdict)
        }
    }

    /// What an answer comes to: the policy of this moment is asked again, for what was picked.
    private func verdict(
        _ asked: CallVerdict, _ answer: PromptAnswer, _ offered: [String], _ durationMilliseconds: UInt64
    ) -> CallVerdict {
        func answered(_ chosen: String?, _ by: String) -> CallAnswer {
            CallAnswer(offered: offered, chosen: chosen, durationMilliseconds: durationMilliseconds, by: by)
        }
        var result = asked
        switch answer {
        case .refused(let by):
            result.refusal = "the answer was no"
            result.answer = answered(nil, by)
        case .denied(let reason):
            result.refusal = reason
            result.answer = answered(nil, "nobody")
        case .picked(let target, let by):
            let now = self.verdict(asked.request)
            guard now.decision.outcome == .ask,
                let index = now.decision.choices.firstIndex(where: { now.text($0.destination) == target })
            else {
                result.refusal = "the policy has changed since it was asked"
                result.answer = answered(target, by)
                return result
            }
            let decision = now.generation.compiled.decide(picking: index, of: now.decision, for: asked.request)
            result = CallVerdict(
                request: asked.request, decision: decision, generation: now.generation,
                durationNanoseconds: asked.durationNanoseconds)
            result.answer = answered(target, by)
        }
        return result
    }

    /// What waits, oldest first.
    var promptList: [JSONValue] { prompts.values.map(\.prompt).sorted { $0.id < $1.id }.map(\.json) }
}
