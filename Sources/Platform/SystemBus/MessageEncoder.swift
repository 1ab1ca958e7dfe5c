internal import CDBus

/// Turns a ``BusMessage`` into one of libdbus.
///
/// Everything is checked first: libdbus ends the process when it is given a bad path, name or text.
@safe struct MessageEncoder {
    // SAFETY: owned by `make`, which is the only user; released there on failure.
    private let message: OpaquePointer

    /// Builds the message.
    ///
    /// - Returns: A message that the caller must release with `dbus_message_unref`.
    /// - Throws: ``BusError/invalidValue(what:value:)``, ``BusError/invalidSignature(_:)``,
    ///   ``BusError/tooLarge(what:limit:)`` or ``BusError/exhausted``.
    static func make(_ message: BusMessage) throws(BusError) -> OpaquePointer {
        try check(message)
        guard let raw = unsafe dbus_message_new(CInt(message.kind.code)) else { throw .exhausted }
        let encoder = unsafe MessageEncoder(message: raw)
        do {
            try encoder.setHeader(message)
            var iterator = unsafe DBusMessageIter()
            unsafe dbus_message_iter_init_append(raw, &iterator)
            for argument in message.arguments { try unsafe encoder.append(argument, to: &iterator) }
        } catch {
            unsafe dbus_message_unref(raw)
            throw error
        }
        return unsafe raw
    }

    private static func check(_ message: BusMessage) throws(BusError) {
        if let path = message.path { try BusNames.check(path, as: .path) }
        if let interface = message.interface { try BusNames.check(interface, as: .interface) }
        if let member = message.member { try BusNames.check(member, as: .member) }
        if let name = message.errorName { try BusNames.check(name, as: .error) }
        if let destination = message.destination { try BusNames.check(destination, as: .bus) }
        var checker = ValueChecker()
        for argument in message.arguments { try checker.check(argument, depth: 0) }
        _ = try BusType.list(message.arguments.signature)
    }

    private func setHeader(_ header: BusMessage) throws(BusError) {
        if header.noReply { unsafe dbus_message_set_no_reply(message, 1) }
        var done: UInt32 = 1
        if header.replySerial != 0 { done &= unsafe dbus_message_set_reply_serial(message, header.replySerial) }
        if let path = header.path { done &= unsafe dbus_message_set_path(message, path) }
        if let interface = header.interface { done &= unsafe dbus_message_set_interface(message, interface) }
        if let member = header.member { done &= unsafe dbus_message_set_member(message, member) }
        if let name = header.errorName { done &= unsafe dbus_message_set_error_name(message, name) }
        if let name = header.destination { done &= unsafe dbus_message_set_destination(message, name) }
        // A call must not start a service by surprise: who wants that starts it.
        if header.kind == .call { unsafe dbus_message_set_auto_start(message, 0) }
        guard done == 1 else { throw .exhausted }
    }

    private func append(_ value: BusValue, to iterator: inout DBusMessageIter) throws(BusError) {
        let code = value.type.code
        switch value {
        case .byte(let number): try unsafe basic(number, code, &iterator)
        case .boolean(let truth): try unsafe basic(dbus_bool_t(truth ? 1 : 0), code, &iterator)
        case .int16(let number): try unsafe basic(number, code, &iterator)
        case .uint16(let number): try unsafe basic(number, code, &iterator)
        case .int32(let number): try unsafe basic(number, code, &iterator)
        case .uint32(let number): try unsafe basic(number, code, &iterator)
        case .int64(let number): try unsafe basic(number, code, &iterator)
        case .uint64(let number): try unsafe basic(number, code, &iterator)
        case .double(let number): try unsafe basic(number, code, &iterator)
        case .string(let text), .objectPath(let text), .signature(let text):
            let appended = unsafe text.withCString { bytes in
                var pointer: UnsafePointer<CChar>? = unsafe bytes
                return unsafe dbus_message_iter_append_basic(&iterator, code, &pointer)
            }
            guard appended != 0 else { throw .exhausted }
        case .descriptor(let descriptor):
            // libdbus duplicates the descriptor; the sum of both owners' lives is what it should be.
            let appended = descriptor.withRaw { raw in
                var raw = raw
                return unsafe dbus_message_iter_append_basic(&iterator, code, &raw)
            }
            guard let appended else { throw .invalidValue(what: "descriptor", value: "taken") }
            guard appended != 0 else { throw .exhausted }
        case .variant(let inner):
            try unsafe container(code, inner.type.text, &iterator) { (sub) throws(BusError) in
                try unsafe append(inner, to: &sub)
            }
        case .array(let element, let values):
            try unsafe container(code, element.text, &iterator) { (sub) throws(BusError) in
                for value in values { try unsafe append(value, to: &sub) }
            }
        case .dictionary(let key, let element, let entries):
            try unsafe container(code, "{" + key.text + element.text + "}", &iterator) { (sub) throws(BusError) in
                for entry in entries {
                    try unsafe container(Self.entryCode, nil, &sub) { (pair) throws(BusError) in
                        try unsafe append(entry.key, to: &pair)
                        try unsafe append(entry.value, to: &pair)
                    }
                }
            }
        case .structure(let members):
            try unsafe container(code, nil, &iterator) { (sub) throws(BusError) in
                for member in members { try unsafe append(member, to: &sub) }
            }
        }
    }

    private static let entryCode = CInt(UInt8(ascii: "e"))

    private func basic<Number: BitwiseCopyable>(_ number: Number, _ code: CInt, _ iterator: inout DBusMessageIter)
        throws(BusError)
    {
        var number = number
        guard unsafe dbus_message_iter_append_basic(&iterator, code, &number) != 0 else { throw .exhausted }
    }

    private func container(
        _ code: CInt, _ contents: String?, _ iterator: inout DBusMessageIter,
        _ body: (inout DBusMessageIter) throws(BusError) -> Void
    ) throws(BusError) {
        var sub = unsafe DBusMessageIter()
        guard unsafe dbus_message_iter_open_container(&iterator, code, contents, &sub) != 0 else { throw .exhausted }
        do {
            try unsafe body(&sub)
        } catch {
            unsafe dbus_message_iter_abandon_container(&iterator, &sub)
            throw error
        }
        guard unsafe dbus_message_iter_close_container(&iterator, &sub) != 0 else { throw .exhausted }
    }
}

extension BusMessage.Kind {
    /// The message type of the D-Bus specification, "Message Format".
    var code: Int {
        switch self {
        case .call: 1
        case .reply: 2
        case .error: 3
        case .signal: 4
        }
    }
}
