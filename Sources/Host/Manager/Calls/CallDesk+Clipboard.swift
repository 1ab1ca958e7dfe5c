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
import SystemBus

/// The clipboard between VMs.
///
/// Both steps are a person's: nothing is copied or pasted because a VM says so. What was copied goes from the broker of
/// the one VM into a file in memory, and from that file into the broker of the other; nobody here looks at it.
extension CallDesk {
    /// The program of the guest that knows where its text is.
    private static let guestProgram = "/usr/bin/bulkhead-clipboard"
    private static let pasteService = "qubes.ClipboardPaste"

    /// Takes a VM's text.
    func copy(from source: MachineName, userID: UInt32) async throws(BusFailure) -> JSONValue {
        let controller = try await machine(source)
        let limit = settings.clipboardBytes
        let text: SharedDescriptor
        do {
            // One byte more than may be taken tells that there was more.
            text = SharedDescriptor(try OwnedDescriptor.memoryFile(name: "clipboard", sizeBytes: limit + 1))
            try text.descriptor.sealGrowth()
        } catch {
            throw ManagerFailureKind.limit.failure("The clipboard cannot be made: \(error).")
        }
        let outcome = try await controller.runClipboard([Self.guestProgram, "get"], input: nil, output: text)
        guard outcome == .exited(code: 0) else {
            throw ManagerFailureKind.guest.failure(
                "The VM \(source) did not give its text: \(outcome.line.firstLine).",
                advice: "Does its template have \(Self.guestProgram)?")
        }
        let count: Int
        do {
            count = try text.descriptor.position()
            try text.descriptor.truncate(toBytes: min(count, limit))
        } catch {
            throw ManagerFailureKind.internalFailure.failure("The clipboard cannot be kept: \(error).")
        }
        let seconds = settings.clipboardSeconds
        clipboard.fill(
            source: source.text, byteCount: count, limitBytes: limit,
            expiresAtMilliseconds: Self.nowMilliseconds + UInt64(seconds) * 1_000)
        clipboardText = clipboard.content == nil ? nil : text
        let version = clipboard.version
        if clipboard.content != nil {
            Task {
                try? await Task.sleep(for: .seconds(seconds))
                self.expireClipboard(version)
            }
        }
        noteClipboard("copy", userID)
        return clipboardFacts
    }

    /// Gives what was copied to a VM, if the policy allows it, and wipes it.
    func paste(into target: MachineName, userID: UInt32) async throws(BusFailure) -> JSONValue {
        let controller = try await machine(target)
        guard let content = clipboard.content, let text = clipboardText,
            let source = try? MachineName(content.source)
        else {
            throw ManagerFailureKind.wrongState.failure(
                "The clipboard is empty.", advice: "'bulkhead clip copy VM' fills it.")
        }
        let version = clipboard.version
        let verdict = await verdict(pasting: source, into: target)
        note(verdict, nil)
        guard clipboard.version == version else {
            throw ManagerFailureKind.wrongState.failure(
                "Nothing was pasted: the clipboard has changed meanwhile.",
                advice: "'bulkhead clip show' tells how it is.")
        }
        guard verdict.isAllowed, verdict.target == target.text else {
            clipboard.deny(version: version, target: target.text)
            noteClipboard("paste", userID)
            let reason = verdict.refusal ?? "the policy denies it (\(verdict.place ?? "no rule matches"))"
            throw ManagerFailureKind.denied.failure(
                "Pasting from \(source) into \(target) was denied: \(reason).",
                advice: "'bulkhead policy explain \(source) \(target) \(Self.pasteService)' tells why.")
        }
        do { try text.descriptor.seekToStart() } catch {
            throw ManagerFailureKind.internalFailure.failure("The clipboard cannot be read: \(error).")
        }
        let outcome = try await controller.runClipboard([Self.guestProgram, "set"], input: text, output: nil)
        guard outcome == .exited(code: 0) else {
            throw ManagerFailureKind.guest.failure("The VM \(target) did not take the text: \(outcome.line.firstLine).")
        }
        clipboard.deliver(version: version, target: target.text)
        if clipboard.content == nil { wipeText() }
        noteClipboard("paste", userID)
        return clipboardFacts
    }

    /// Wipes the clipboard; false when it was empty.
    func clearClipboard(userID: UInt32) -> Bool {
        guard clipboard.wipe() else { return false }
        wipeText()
        noteClipboard("clear", userID)
        return true
    }

    private func expireClipboard(_ version: UInt64) {
        guard clipboard.wipe(version: version, byTime: true) else { return }
        wipeText()
        noteClipboard("expire", nil)
    }

    /// The brokers have closed their ends: with the content gone, its memory is too.
    private func wipeText() {
        try? clipboardText?.descriptor.truncate(toBytes: 0)
        clipboardText = nil
    }

    private func machine(_ name: MachineName) async throws(BusFailure) -> MachineController {
        guard let registry else { throw ManagerFailureKind.busy.failure("The manager is starting.") }
        guard let controller = await registry.controller(name) else {
            throw MachineRegistry.unknown(name.text, await registry.names)
        }
        return controller
    }

    /// Asks the policy, and a person if it says so.
    private func verdict(pasting source: MachineName, into target: MachineName) async -> CallVerdict {
        let asked = verdict(
            PolicyRequest(service: Self.pasteService, argument: "+", source: source.text, target: target.text))
        guard asked.decision.outcome == .ask else { return asked }
        if let reason = reasonNotToAsk(source) {
            var refused = asked
            refused.refusal = reason
            return refused
        }
        return await withCheckedContinuation { continuation in
            _ = open(.paste(continuation), asked, source)
        }
    }

    private func noteClipboard(_ step: String, _ userID: UInt32?) {
        var fields = clipboardFields
        fields["step"] = .string(step)
        if let userID { fields["uid"] = .number(UInt64(userID)) }
        audit?.note(.clipboardChanged, fields)
    }

    /// How the clipboard is; never what it holds.
    var clipboardFacts: JSONValue { .object(clipboardFields) }

    private var clipboardFields: [String: JSONValue] {
        var fields: [String: JSONValue] = ["state": .string(clipboard.state.word)]
        switch clipboard.state {
        case .empty, .wiped: break
        case .filled(let source, let count, let expires):
            fields["source"] = .string(source)
            fields["bytes"] = .number(UInt64(count))
            fields["expires_at_ms"] = .number(expires)
        case .delivered(let source, let target, let count):
            fields["source"] = .string(source)
            fields["target"] = .string(target)
            fields["bytes"] = .number(UInt64(count))
        case .denied(let source, let target):
            fields["source"] = .string(source)
            fields["target"] = .string(target)
        case .oversized(let source, let limit):
            fields["source"] = .string(source)
            fields["limit_bytes"] = .number(UInt64(limit))
        case .emptySource(let source): fields["source"] = .string(source)
        }
        return fields
    }
}
