internal import CDBus

/// Reads a message of libdbus, within ``MessageLimits``.
///
/// libdbus has checked that the bytes agree with the signature; how much there is of them it has not.
@safe struct MessageDecoder {
    private var values = 0
    private var textBytes = 0

    /// Reads header and body; a body that cannot be read is told in ``BusMessage/problem``.
    ///
    /// - Returns: nil for a message of a kind that the specification does not know.
    static func decode(_ message: OpaquePointer) -> BusMessage? {
        guard let kind = BusMessage.Kind(code: Int(unsafe dbus_message_get_type(message))) else { return nil }
        var decoded = BusMessage(kind: kind)
        decoded.serial = unsafe dbus_message_get_serial(message)
        decoded.replySerial = unsafe dbus_message_get_reply_serial(message)
        decoded.noReply = unsafe dbus_message_get_no_reply(message) != 0
        decoded.sender = unsafe text(dbus_message_get_sender(message))
        decoded.destination = unsafe text(dbus_message_get_destination(message))
        decoded.path = unsafe text(dbus_message_get_path(message))
        decoded.interface = unsafe text(dbus_message_get_interface(message))
        decoded.member = unsafe text(dbus_message_get_member(message))
        decoded.errorName = unsafe text(dbus_message_get_error_name(message))
        do {
            decoded.arguments = try unsafe body(of: message)
        } catch {
            decoded.problem = error
        }
        return decoded
    }

    private static func body(of message: OpaquePointer) throws(BusError) -> [BusValue] {
        let signature = unsafe text(dbus_message_get_signature(message)) ?? ""
        var iterator = unsafe DBusMessageIter()
        guard unsafe dbus_message_iter_init(message, &iterator) != 0 else { return [] }
        var decoder = MessageDecoder()
        var arguments: [BusValue] = []
        for type in try BusType.list(signature) {
            arguments.append(try unsafe decoder.value(of: type, at: &iterator, depth: 0))
            unsafe dbus_message_iter_next(&iterator)
        }
        return arguments
    }

    private static func text(_ bytes: UnsafePointer<CChar>?) -> String? {
        guard let bytes = unsafe bytes else { return nil }
        return unsafe String(cString: bytes)
    }

    private mutating func value(
        of type: BusType, at iterator: inout DBusMessageIter, depth: Int
    ) throws(BusError) -> BusValue {
        guard depth <= MessageLimits.depth else { throw .tooLarge(what: "levels", limit: MessageLimits.depth) }
        values += 1
        guard values <= MessageLimits.values else { throw .tooLarge(what: "values", limit: MessageLimits.values) }
        switch type {
        case .byte: return .byte(unsafe basic(&iterator, UInt8(0)))
        case .boolean: return .boolean(unsafe basic(&iterator, dbus_bool_t(0)) != 0)
        case .int16: return .int16(unsafe basic(&iterator, 0))
        case .uint16: return .uint16(unsafe basic(&iterator, 0))
        case .int32: return .int32(unsafe basic(&iterator, 0))
        case .uint32: return .uint32(unsafe basic(&iterator, 0))
        case .int64: return .int64(unsafe basic(&iterator, 0))
        case .uint64: return .uint64(unsafe basic(&iterator, 0))
        case .double: return .double(unsafe basic(&iterator, 0))
        case .string: return .string(try unsafe string(&iterator))
        case .objectPath: return .objectPath(try unsafe string(&iterator))
        case .signature: return .signature(try unsafe string(&iterator))
        case .descriptor:
            let raw = unsafe basic(&iterator, CInt(-1))
            guard raw >= 0 else { throw .exhausted }
            return .descriptor(BusDescriptor(adopting: raw))
        default: return try unsafe container(of: type, at: &iterator, depth: depth + 1)
        }
    }

    private mutating func container(
        of type: BusType, at iterator: inout DBusMessageIter, depth: Int
    ) throws(BusError) -> BusValue {
        var sub = unsafe DBusMessageIter()
        unsafe dbus_message_iter_recurse(&iterator, &sub)
        switch type {
        case .array(let element):
            var items: [BusValue] = []
            while unsafe dbus_message_iter_get_arg_type(&sub) != 0 {
                items.append(try unsafe value(of: element, at: &sub, depth: depth))
                unsafe dbus_message_iter_next(&sub)
            }
            return .array(element, items)
        case .dictionary(let keyType, let valueType):
            var entries: [BusEntry] = []
            while unsafe dbus_message_iter_get_arg_type(&sub) != 0 {
                var pair = unsafe DBusMessageIter()
                unsafe dbus_message_iter_recurse(&sub, &pair)
                let key = try unsafe value(of: keyType, at: &pair, depth: depth)
                unsafe dbus_message_iter_next(&pair)
                entries.append(BusEntry(key: key, value: try unsafe value(of: valueType, at: &pair, depth: depth)))
                unsafe dbus_message_iter_next(&sub)
            }
            return .dictionary(key: keyType, value: valueType, entries)
        case .structure(let types):
            var members: [BusValue] = []
            for type in types {
                members.append(try unsafe value(of: type, at: &sub, depth: depth))
                unsafe dbus_message_iter_next(&sub)
            }
            return .structure(members)
        default:
            guard let signature = unsafe dbus_message_iter_get_signature(&sub) else { throw .exhausted }
            defer { unsafe dbus_free(signature) }
            return .variant(
                try unsafe value(of: try BusType(String(cString: signature)), at: &sub, depth: depth))
        }
    }

    private func basic<Number: BitwiseCopyable>(_ iterator: inout DBusMessageIter, _ initial: Number) -> Number {
        var number = initial
        unsafe dbus_message_iter_get_basic(&iterator, &number)
        return number
    }

    private mutating func string(_ iterator: inout DBusMessageIter) throws(BusError) -> String {
        var pointer: UnsafePointer<CChar>? = nil
        unsafe dbus_message_iter_get_basic(&iterator, &pointer)
        guard let pointer = unsafe pointer else { return "" }
        let text = unsafe String(cString: pointer)
        textBytes += text.utf8.count
        guard textBytes <= MessageLimits.textBytes else {
            throw .tooLarge(what: "bytes of text", limit: MessageLimits.textBytes)
        }
        return text
    }
}

extension BusMessage.Kind {
    init?(code: Int) {
        switch code {
        case 1: self = .call
        case 2: self = .reply
        case 3: self = .error
        case 4: self = .signal
        default: return nil
        }
    }
}
