/// A specification as arguments of `bulkhead-launch`, and back.
package enum LauncherArguments {
    private static let separator = "--"

    package static func encode(_ specification: JailSpecification) -> [String] {
        var arguments = ["--user", "\(specification.userID)"]
        for group in specification.supplementaryGroups { arguments += ["--group", "\(group)"] }
        for path in specification.visiblePaths { arguments += ["--visible", path] }
        for link in specification.links { arguments += ["--link", link.path, link.target] }
        for device in specification.devices { arguments += ["--device", device] }
        for directory in specification.controlGroups { arguments += ["--control-group", directory] }
        arguments += ["--open-files", "\(specification.limits.openFiles)"]
        arguments += ["--processes", "\(specification.limits.processes)"]
        if let bytes = specification.limits.fileBytes { arguments += ["--file-bytes", "\(bytes)"] }
        for descriptor in specification.keptDescriptors { arguments += ["--keep", "\(descriptor)"] }
        return arguments + [separator, specification.program] + specification.arguments
    }

    package static func decode(_ arguments: [String]) throws(JailError) -> JailSpecification {
        var rest = arguments[...]
        var result = JailSpecification(program: "", arguments: [], userID: 0)
        while let option = rest.popFirst(), option != separator {
            switch option {
            case "--user": result.userID = try number(option, &rest)
            case "--group": result.supplementaryGroups.append(try number(option, &rest))
            case "--visible": result.visiblePaths.append(try text(option, &rest))
            case "--link":
                let path = try text(option, &rest)
                result.links.append(JailSpecification.Link(path, to: try text(option, &rest)))
            case "--device": result.devices.append(try text(option, &rest))
            case "--control-group": result.controlGroups.append(try text(option, &rest))
            case "--open-files": result.limits.openFiles = try number(option, &rest)
            case "--processes": result.limits.processes = try number(option, &rest)
            case "--file-bytes": result.limits.fileBytes = try number(option, &rest)
            case "--keep": result.keptDescriptors.append(try number(option, &rest))
            default: throw .badArgument(option)
            }
        }
        result.program = try text("PROGRAM", &rest)
        result.arguments = Array(rest)
        guard result.userID != 0 else { throw .rootIsRefused }
        return result
    }

    private static func text(_ option: String, _ rest: inout ArraySlice<String>) throws(JailError) -> String {
        guard let value = rest.popFirst(), !value.isEmpty else { throw .badArgument(option) }
        return value
    }

    private static func number<Number: FixedWidthInteger>(
        _ option: String, _ rest: inout ArraySlice<String>
    ) throws(JailError) -> Number {
        let value = try text(option, &rest)
        guard let number = Number(value), number >= 0 else { throw .badArgument("\(option) \(value)") }
        return number
    }
}
