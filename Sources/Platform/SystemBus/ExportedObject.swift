/// An object at a path, and whether it lists the objects below it.
struct ExportedObject: Sendable {
    let object: any BusObject
    let isManager: Bool

    /// What introspection shows: the standard interfaces and the object's own.
    var interfaces: [BusInterface] {
        [StandardInterfaces.peer, StandardInterfaces.introspectable, StandardInterfaces.properties]
            + (isManager ? [StandardInterfaces.objectManager] : []) + object.interfaces
    }
}
