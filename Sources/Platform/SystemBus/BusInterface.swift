/// What an interface of an exported object offers: the source of introspection and of argument checks.
package struct BusInterface: Hashable, Sendable {
    /// A named value that a method takes or returns, or that a signal carries.
    package struct Argument: Hashable, Sendable {
        package let name: String
        package let type: BusType

        package init(_ name: String, _ type: BusType) {
            self.name = name
            self.type = type
        }
    }

    /// A method.
    package struct Method: Hashable, Sendable {
        package let name: String
        package let inputs: [Argument]
        package let outputs: [Argument]

        package init(_ name: String, inputs: [Argument] = [], outputs: [Argument] = []) {
            self.name = name
            self.inputs = inputs
            self.outputs = outputs
        }
    }

    /// A property.
    package struct Property: Hashable, Sendable {
        package let name: String
        package let type: BusType
        package let isWritable: Bool
        /// Whether the value never changes while the object exists.
        package let isConstant: Bool

        package init(_ name: String, _ type: BusType, isWritable: Bool = false, isConstant: Bool = false) {
            self.name = name
            self.type = type
            self.isWritable = isWritable
            self.isConstant = isConstant
        }
    }

    /// A signal.
    package struct Signal: Hashable, Sendable {
        package let name: String
        package let arguments: [Argument]

        package init(_ name: String, arguments: [Argument] = []) {
            self.name = name
            self.arguments = arguments
        }
    }

    package let name: String
    package let methods: [Method]
    package let properties: [Property]
    package let signals: [Signal]

    package init(_ name: String, methods: [Method] = [], properties: [Property] = [], signals: [Signal] = []) {
        self.name = name
        self.methods = methods
        self.properties = properties
        self.signals = signals
    }
}
