import Audit
import AuditLog
import Channel
import JSONText
import LinuxIO
import Logging
import Machines
import ManagerClient
import Policy
import PolicyFiles
import SystemBus

extension CallDesk {
    /// Decides a call by the policy that is in force, and sees to what follows.
    func decide(_ key: CallKey) async {
        guard let call = calls[key] else { return }
        let verdict = verdict(policyRequest(call))
        switch verdict.decision.outcome {
        case .deny: await refuse(key, verdict)
        case .ask: await ask(key, verdict)
        case .allow: await connect(key, verdict)
        }
    }

    func verdict(_ request: PolicyRequest) -> CallVerdict {
        let generation = policy.current
        let began = Clock.monotonicNanoseconds()
        let decision = generation.compiled.decide(request)
        return CallVerdict(
            request: request, decision: decision, generation: generation,
            durationNanoseconds: Clock.monotonicNanoseconds() - began)
    }

    /// Refuses a call: its caller learns that, and nothing else.
    func refuse(_ key: CallKey, _ verdict: CallVerdict, _ refusal: CallRefusal = .denied) async {
        guard let call = forget(key) else { return }
        note(verdict, call)
        if verdict.decision.notify || verdict.refusal != nil { tellOfDenial(verdict) }
        await answer(key, .refuse(id: key.id, refusal))
    }

    /// Writes a decision down, in the log and in the journal.
    func note(_ verdict: CallVerdict, _ call: ActiveCall?) {
        let decision = verdict.decision
        var fields: [String: JSONValue] = [
            "outcome": .string(verdict.isAllowed ? "allow" : "deny"), "source": .string(verdict.request.source),
            "requested_target": .string(verdict.request.target), "service": .string(verdict.request.service),
            "argument": .string(String(verdict.request.argument.prefix(256))),
            "target": .optional(verdict.target ?? ""), "rule": .optional(verdict.place ?? ""),
            "rule_text": .optional(decision.rule.map { verdict.generation.compiled.rules.line(of: $0) } ?? ""),
            "policy_generation": .number(verdict.generation.number),
            "policy_sha256": .optional(verdict.generation.digest ?? ""),
            "duration_us": .number(verdict.durationNanoseconds / 1_000), "notify": .bool(decision.notify),
        ]
        if let call { fields["call"] = .number(call.number) }
        if let kind = decision.denial { fields["kind"] = .string(kind.rawValue) }
        if let refusal = verdict.refusal {
            fields["kind"] = .string("refused")
            fields["reason"] = .string(refusal)
        }
        if let answer = verdict.answer { fields["asked"] = answer.json }
        let strict = StrictRule.all.filter { decision.strict.contains($0.rule) }.map(\.id)
        if !strict.isEmpty { fields["strict"] = .strings(strict) }
        audit?.note(.callDecided, fields)
        logger.info("\(verdict.journalLine)")
    }

    // MARK: Connecting

    /// Makes a call that is allowed: starts its target if need be, and joins the two brokers.
    func connect(_ key: CallKey, _ verdict: CallVerdict) async {
        guard calls[key] != nil else { return }
        do {
            let target = try await self.target(of: verdict, for: key)
            calls[key]?.target = target
            calls[key]?.rule = verdict.place ?? ""
            try await start(target, for: key, verdict)
            try await join(key, target, verdict)
        } catch {
            var refused = verdict
            refused.refusal = error.message.firstLine
            // Whoever asked is told that it was allowed and did not work: it may be tried again.
            await refuse(key, refused, .failed)
        }
    }

    private func target(of verdict: CallVerdict, for key: CallKey) async throws(BusFailure) -> MachineName {
        let world = verdict.generation.compiled.world
        switch verdict.decision.target {
        case .domain(let number, _) where number != world.adminIndex:
            guard let name = try? MachineName(world.domains[number].name), await registry?.controller(name) != nil
            else {
                throw ManagerFailureKind.notFound.failure("There is no VM \(world.domains[number].name) any more.")
            }
            return name
        case .domain, .adminVM: throw ManagerFailureKind.notFound.failure("The host offers no services.")
        case .disposableOf(let number, _):
            guard let base = try? MachineName(world.domains[number].name) else {
                throw ManagerFailureKind.notFound.failure("There is no VM \(world.domains[number].name) any more.")
            }
            return try await disposable(of: base, for: key)
        case .disposable, .disposableOfMissingDefault:
            throw ManagerFailureKind.notFound.failure("The source has no 'default_dispvm', or it is gone.")
        case .unspecified, .unknown, nil: throw ManagerFailureKind.notFound.failure("The call has no target.")
        }
    }

    /// Makes the disposable that a call is for; it ends with the call.
    private func disposable(of base: MachineName, for key: CallKey) async throws(BusFailure) -> MachineName {
        guard let registry else { throw ManagerFailureKind.busy.failure("The manager is not ready yet.") }
        calls[key]?.stage = .starting
        let controller = try await registry.makeDisposable(of: base, creator: key.source)
        guard calls[key] != nil else {
            // Its caller gave up meanwhile.
            await registry.endDisposable(controller.name)
            throw ManagerFailureKind.wrongState.failure("Its caller has gone.")
        }
        calls[key]?.disposable = controller.name
        return controller.name
    }

    /// Takes a call off the list, and ends the disposable that was made for it.
    @discardableResult
    func forget(_ key: CallKey) -> ActiveCall? {
        let call = calls.removeValue(forKey: key)
        if let name = call?.disposable, let registry { Task { await registry.endDisposable(name) } }
        return call
    }

    private func start(_ target: MachineName, for key: CallKey, _ verdict: CallVerdict) async throws(BusFailure) {
        guard let registry, let controller = await registry.controller(target) else { return }
        guard await controller.state != .running else { return }
        guard verdict.decision.autostart else {
            throw ManagerFailureKind.wrongState.failure("The VM \(target) does not run, and the rule starts nothing.")
        }
        calls[key]?.stage = .starting
        if let failure = await registry.startForCall(target) { throw failure }
    }

    private func join(_ key: CallKey, _ target: MachineName, _ verdict: CallVerdict) async throws(BusFailure) {
        guard let call = calls[key], let controller = await registry?.controller(target) else { return }
        let parameters = verdict.decision.rule.map {
            verdict.generation.compiled.rules.parameters(of: verdict.generation.compiled.rules.rules[$0])
        }
        let limits = CallLimits(
            isOneWay: parameters?.oneWay ?? false, maximumBytes: parameters?.maximumBytes)
        let user = verdict.decision.user.map { verdict.generation.compiled.rules.vocabulary[$0] }
        let ends: CallEnds
        let invocation: ServiceInvocation
        do {
            invocation = try ServiceInvocation(source: key.source.text, request: call.request, user: user)
            ends = try CallEnds()
        } catch {
            throw ManagerFailureKind.limit.failure("The call cannot be connected: \(error).")
        }
        // Numbers are only good while their owners live.
        defer { withExtendedLifetime(ends) {} }
        let runID = try await controller.serve(invocation, limits, ends)
        // Its caller may have given up meanwhile: then the ends are closed, and the service finds nobody.
        guard calls[key] != nil else { return }
        calls[key]?.stage = .connected(.init(runID: runID, socket: ends.kept))
        calls[key]?.limits = limits
        note(verdict, call)
        guard
            await answer(
                key, .connect(id: key.id, limits),
                descriptors: [ends.callers.descriptor.number, ends.callersStatus.descriptor.number])
        else {
            UnixSocket.shutdownBoth(ends.kept.descriptor)
            forget(key)
            return
        }
        if let seconds = parameters?.maximumSeconds {
            let number = call.number
            Task {
                try? await Task.sleep(for: .seconds(seconds))
                if self.calls[key]?.number == number {
                    await self.cut(key, "it took longer than max_seconds=\(seconds)")
                }
            }
        }
    }
}
