import JSONText
import Machines
import ManagerClient
import SystemBus

/// Calls, prompts and the clipboard on the bus; part of the manager's own object.
struct FlowsObject: Sendable {
    let desk: CallDesk
    let network: NetworkSwitch

    func answer(
        _ member: String, _ arguments: [BusValue], _ caller: BusCaller
    ) async throws(BusFailure) -> [BusValue] {
        switch member {
        case "HoldPrompts": return [.descriptor(try await desk.hold(userID: caller.uid))]
        case "Prompts": return [.facts(await desk.promptList)]
        case "Answer":
            guard arguments.count == 3, let id = arguments[0].asUInt64, let target = arguments[1].asString else {
                throw .invalidArguments("Answer takes a prompt, a target (empty for no) and options.")
            }
            let seconds = arguments[2].asOptions?["remember_seconds"]?.asUInt32 ?? 0
            try await desk.answer(
                prompt: id, target: target.isEmpty ? nil : target, rememberSeconds: seconds, userID: caller.uid)
        case "Answers": return [.facts(await desk.answerList)]
        case "Forget": try await desk.forget(answer: try number(arguments, "an answer"), userID: caller.uid)
        case "Links": return [.facts(await network.facts())]
        case "Calls": return [.facts(await desk.callList)]
        case "CutCall": try await desk.cut(number: try number(arguments, "a call"))
        case "ClipboardCopy":
            return [.options(await BusFacts.values(try desk.copy(from: try machine(arguments), userID: caller.uid)))]
        case "ClipboardPaste":
            return [.options(await BusFacts.values(try desk.paste(into: try machine(arguments), userID: caller.uid)))]
        case "ClipboardShow": return [.options(BusFacts.values(await desk.clipboardFacts))]
        case "ClipboardClear": return [.boolean(await desk.clearClipboard(userID: caller.uid))]
        default: throw .unknownMethod("The manager has no method \(member).")
        }
        return []
    }

    private func number(_ arguments: [BusValue], _ what: String) throws(BusFailure) -> UInt64 {
        guard let number = arguments.first?.asUInt64 else {
            throw .invalidArguments("The number of \(what) is missing.")
        }
        return number
    }

    private func machine(_ arguments: [BusValue]) throws(BusFailure) -> MachineName {
        guard let text = arguments.first?.asString, let name = try? MachineName(text) else {
            throw .invalidArguments("The name of a VM is missing.")
        }
        return name
    }
}

extension BusValue {
    /// A list of facts.
    fileprivate static func facts(_ list: [JSONValue]) -> BusValue {
        .array(.options, list.map { .options(BusFacts.values($0)) })
    }
}
