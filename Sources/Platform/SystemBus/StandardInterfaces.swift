/// The interfaces that every exported object has without its doing.
enum StandardInterfaces {
    static let bus = "org.freedesktop.DBus"
    static let busPath = "/org/freedesktop/DBus"
    static let introspectableName = "org.freedesktop.DBus.Introspectable"
    static let propertiesName = "org.freedesktop.DBus.Properties"
    static let peerName = "org.freedesktop.DBus.Peer"
    static let objectManagerName = "org.freedesktop.DBus.ObjectManager"

    /// Interface names to their properties: what an object manager tells of one object.
    static let interfacesAndProperties = BusType.dictionary(.string, .options)

    static let introspectable = BusInterface(
        introspectableName, methods: [.init("Introspect", outputs: [.init("xml_data", .string)])])

    static let properties = BusInterface(
        propertiesName,
        methods: [
            .init(
                "Get", inputs: [.init("interface_name", .string), .init("property_name", .string)],
                outputs: [.init("value", .variant)]),
            .init(
                "Set",
                inputs: [
                    .init("interface_name", .string), .init("property_name", .string), .init("value", .variant),
                ]),
            .init("GetAll", inputs: [.init("interface_name", .string)], outputs: [.init("properties", .options)]),
        ],
        signals: [
            .init(
                "PropertiesChanged",
                arguments: [
                    .init("interface_name", .string), .init("changed_properties", .options),
                    .init("invalidated_properties", .array(.string)),
                ])
        ])

    static let peer = BusInterface(
        peerName, methods: [.init("Ping"), .init("GetMachineId", outputs: [.init("machine_uuid", .string)])])

    static let objectManager = BusInterface(
        objectManagerName,
        methods: [
            .init(
                "GetManagedObjects",
                outputs: [.init("objects", .dictionary(.objectPath, interfacesAndProperties))])
        ],
        signals: [
            .init(
                "InterfacesAdded",
                arguments: [.init("object", .objectPath), .init("interfaces", interfacesAndProperties)]),
            .init(
                "InterfacesRemoved",
                arguments: [.init("object", .objectPath), .init("interfaces", .array(.string))]),
        ])
}
