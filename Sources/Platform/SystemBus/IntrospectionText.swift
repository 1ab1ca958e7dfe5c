/// The XML that describes an object: D-Bus Specification, "Introspection Data Format".
enum IntrospectionText {
    private static let header = """
        <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
         "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">

        """

    /// Describes one object.
    ///
    /// - Parameters:
    ///   - interfaces: What it offers, the standard interfaces included.
    ///   - children: The next path elements of objects below it.
    /// - Returns: A whole XML document.
    static func make(interfaces: [BusInterface], children: [String]) -> String {
        var lines = ["<node>"]
        for interface in interfaces {
            lines.append("  <interface name=\"\(interface.name)\">")
            for method in interface.methods { lines += describe(method) }
            for property in interface.properties { lines += describe(property) }
            for signal in interface.signals { lines += describe(signal) }
            lines.append("  </interface>")
        }
        for child in children { lines.append("  <node name=\"\(child)\"/>") }
        lines.append("</node>")
        return header + lines.joined(separator: "\n") + "\n"
    }

    private static func describe(_ method: BusInterface.Method) -> [String] {
        let inputs = method.inputs.map { "      <arg name=\"\($0.name)\" type=\"\($0.type.text)\" direction=\"in\"/>" }
        let outputs = method.outputs.map {
            "      <arg name=\"\($0.name)\" type=\"\($0.type.text)\" direction=\"out\"/>"
        }
        return element("method", method.name, inputs + outputs)
    }

    private static func describe(_ signal: BusInterface.Signal) -> [String] {
        element(
            "signal", signal.name,
            signal.arguments.map { "      <arg name=\"\($0.name)\" type=\"\($0.type.text)\"/>" })
    }

    private static func describe(_ property: BusInterface.Property) -> [String] {
        let access = property.isWritable ? "readwrite" : "read"
        let opening =
            "    <property name=\"\(property.name)\" type=\"\(property.type.text)\" access=\"\(access)\""
        guard property.isConstant else { return [opening + "/>"] }
        let annotation = "org.freedesktop.DBus.Property.EmitsChangedSignal"
        return [
            opening + ">", "      <annotation name=\"\(annotation)\" value=\"const\"/>", "    </property>",
        ]
    }

    private static func element(_ kind: String, _ name: String, _ contents: [String]) -> [String] {
        contents.isEmpty
            ? ["    <\(kind) name=\"\(name)\"/>"] : ["    <\(kind) name=\"\(name)\">"] + contents + ["    </\(kind)>"]
    }
}
