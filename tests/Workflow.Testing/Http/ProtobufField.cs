using System.Text;

namespace Workflow.Testing.Http;

/// <summary>A field of a message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/).</summary>
/// <param name="Number">Its number.</param>
/// <param name="Value">A number that is written with a variable length; else 0.</param>
/// <param name="Bytes">A text, a message or a number of fixed length; else empty.</param>
public sealed record ProtobufField(int Number, ulong Value, byte[] Bytes)
{
    /// <summary>The bytes as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Reads the fields of a message in order.</summary>
    public static IReadOnlyList<ProtobufField> ReadAll(byte[] message)
    {
        var fields = new List<ProtobufField>();
        int position = 0;
        while (position < message.Length)
        {
            ulong tag = ReadNumber();
            int number = (int)(tag >> 3);
            fields.Add((tag & 7) switch
            {
                0 => new ProtobufField(number, ReadNumber(), []),
                1 => new ProtobufField(number, 0, Take(8)),
                2 => new ProtobufField(number, 0, Take((int)ReadNumber())),
                5 => new ProtobufField(number, 0, Take(4)),
                var kind => throw new InvalidDataException($"a field of kind {kind}"),
            });
        }

        return fields;

        byte[] Take(int length)
        {
            position += length;
            return message[(position - length)..position];
        }

        ulong ReadNumber()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = message[position++];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80) return value;
            }
        }
    }
}
