/// A service with an argument that stands for all calls that no rule tells apart from it.
package struct Call: Hashable, Comparable, Sendable {
    /// The service.
    package let service: String
    /// The argument with its `+`.
    package let argument: String
    /// Whether the service stands for every one that no rule names.
    package let isAnyService: Bool
    /// Whether the argument stands for every one that no rule names for the service.
    package let isAnyArgument: Bool

    package init(service: String, argument: String, isAnyService: Bool = false, isAnyArgument: Bool = false) {
        self.service = service
        self.argument = argument
        self.isAnyService = isAnyService
        self.isAnyArgument = isAnyArgument
    }

    /// The columns of a rule that would mean it: `qubes.Filecopy *`.
    package var text: String { "\(isAnyService ? "*" : service) \(isAnyArgument ? "*" : argument)" }

    /// Service and argument as one word: `qubes.Filecopy+*`.
    package var key: String { isAnyService ? "*" : service + (isAnyArgument ? "+*" : argument) }

    package static func < (left: Self, right: Self) -> Bool {
        // What no rule names comes last: it is the least telling.
        if left.isAnyService != right.isAnyService { return right.isAnyService }
        if left.service != right.service { return left.service < right.service }
        if left.isAnyArgument != right.isAnyArgument { return right.isAnyArgument }
        return left.argument < right.argument
    }

    /// Every kind of call that the rules of some policies tell apart.
    ///
    /// - Parameter lists: The rules of the policies.
    /// - Returns: The calls in order.
    static func all(in lists: [CallList]) -> [Call] {
        let services = Set(lists.flatMap { Array($0.services) })
        var calls: [Call] = []
        for service in services {
            let arguments = Set(lists.flatMap { Array($0.arguments(of: service)) })
            calls += arguments.map { Call(service: service, argument: $0) }
            calls.append(Call(service: service, argument: unused("+", arguments), isAnyArgument: true))
        }
        calls.append(
            Call(service: unused("any.Service", services), argument: "+", isAnyService: true, isAnyArgument: true))
        return calls.sorted()
    }

    /// A word that is not among those that rules name: the plain one, or one with a number.
    private static func unused(_ plain: String, _ used: Set<String>) -> String {
        if !used.contains(plain) { return plain }
        var number = 1
        while used.contains("\(plain)other\(number == 1 ? "" : String(number))") { number += 1 }
        return "\(plain)other\(number == 1 ? "" : String(number))"
    }
}
