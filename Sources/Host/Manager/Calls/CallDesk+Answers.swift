import Audit
import AuditLog
import Flows
import JSONText
import Machines
import ManagerClient
import Policy
import SystemBus

/// Answers that hold for a while.
extension CallDesk {
    /// The answer that was remembered for exactly this question; nil when it has to be asked.
    func rememberedAnswer(_ source: MachineName, _ verdict: CallVerdict) async -> PromptAnswer? {
        guard !remembered.answers.isEmpty else { return nil }
        let identity = await identity(of: source)
        let now = Self.nowMilliseconds
        if remembered.expire(nowMilliseconds: now) { keepAnswers() }
        guard let identity,
            let known = remembered.answer(
                source: source.text, sourceIdentity: identity, service: verdict.request.service,
                argument: verdict.request.argument, requestedTarget: verdict.request.target, nowMilliseconds: now)
        else { return nil }
        let by = "remembered answer \(known.id)"
        guard let target = known.target else { return .refused(by: by) }
        // A VM that has the name of one that was removed is another VM.
        guard let name = try? MachineName(target), await self.identity(of: name) == known.targetIdentity else {
            return nil
        }
        return .picked(target, by: by)
    }

    func remember(_ pending: PendingPrompt, _ target: String?, _ seconds: UInt32, _ userID: UInt32) async {
        guard let identity = await identity(of: pending.source) else { return }
        var targetIdentity = ""
        if let target {
            // Only a VM that has an identity of its own can be recognized again.
            guard let name = try? MachineName(target), let found = await self.identity(of: name) else { return }
            targetIdentity = found
        }
        let request = pending.verdict.request
        let expires = Self.nowMilliseconds + UInt64(seconds) * 1_000
        remembered.remember { id in
            RememberedAnswer(
                id: id, source: pending.source.text, sourceIdentity: identity, service: request.service,
                argument: request.argument, requestedTarget: request.target, target: target,
                targetIdentity: targetIdentity, expiresAtMilliseconds: expires, userID: userID)
        }
        keepAnswers()
        audit?.note(
            .answerRemembered,
            [
                "source": .string(pending.source.text), "service": .string(request.service),
                "argument": .string(request.argument), "requested_target": .string(request.target),
                "target": .optional(target ?? ""), "seconds": .number(UInt64(seconds)),
                "uid": .number(UInt64(userID)),
            ])
    }

    func forget(answer id: UInt64, userID: UInt32) throws(BusFailure) {
        guard remembered.forget(id) else {
            throw ManagerFailureKind.notFound.failure(
                "No answer with the number \(id) is remembered.", advice: "'bulkhead answers' lists those that are.")
        }
        keepAnswers()
        audit?.note(.answerForgotten, ["answer": .number(id), "uid": .number(UInt64(userID))])
    }

    var answerList: [JSONValue] {
        let now = Self.nowMilliseconds
        return remembered.answers.filter { $0.expiresAtMilliseconds > now }.map(\.json)
    }

    /// What tells this VM from another one that once had its name.
    private func identity(of name: MachineName) async -> String? {
        guard let controller = await registry?.controller(name) else { return nil }
        return await controller.identity
    }
}
