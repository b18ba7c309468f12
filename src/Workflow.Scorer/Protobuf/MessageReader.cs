using System.Text;
using System.Text.Unicode;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Protobuf;

/// <summary>
/// Reads the fields of one message in the order in which they come. Nothing is copied: what a request takes in memory does not depend on how many
/// fields its bytes are cut into.
/// </summary>
/// <param name="message">The message.</param>
internal ref struct MessageReader(ReadOnlyMemory<byte> message)
{
    private readonly ReadOnlySpan<byte> _bytes = message.Span;
    private int _at;
    private int _end;

    /// <summary>Number of the field that the reader stands on.</summary>
    public int Field { get; private set; }

    /// <summary>How its value stands there.</summary>
    public WireType Type { get; private set; }

    /// <summary>Moves to the next field.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="RequestException">What comes is no field.</exception>
    public bool Next()
    {
        if (_end == _bytes.Length) return false;
        _at = _end;
        (Field, Type) = Wire.Tag(_bytes, ref _at);
        _end = _at;
        Wire.Skip(_bytes, ref _end, Type);
        return true;
    }

    /// <summary>The field's bytes: a text, a message or packed numbers.</summary>
    /// <exception cref="RequestException">It is a number.</exception>
    public readonly ReadOnlyMemory<byte> Part()
    {
        if (Type != WireType.Length) throw Wrong("a text or a message");
        int at = _at;
        int length = Wire.Counted(_bytes, ref at).Length;
        return message.Slice(_end - length, length);
    }

    /// <summary>The field as text.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public readonly string Text()
    {
        ReadOnlyMemory<byte> text = Part();
        return Utf8.IsValid(text.Span) ? Encoding.UTF8.GetString(text.Span) : throw Wrong("a text in UTF-8");
    }

    /// <summary>The field as whole numbers, packed or a single one, at most so many.</summary>
    /// <exception cref="RequestException">It is something else.</exception>
    public readonly void AddNumbers(List<long> numbers, int most)
    {
        if (Type is not (WireType.Varint or WireType.Length)) throw Wrong("a whole number");
        ReadOnlySpan<byte> packed = Type == WireType.Length ? Part().Span : _bytes[_at.._end];
        for (int at = 0; at < packed.Length && numbers.Count < most;) numbers.Add((long)Wire.Varint(packed, ref at));
    }

    private readonly RequestException Wrong(string expected) => new($"field {Field}, which ends at byte {_end} of its message, must be {expected}");
}
