using System.Buffers;

namespace Workflow.Api.Gateway.Traffic;

/// <summary>A copy of an answer while it is handed on, as far as it is short enough to be kept.</summary>
/// <param name="most">The longest that is kept, in bytes.</param>
internal sealed class AnswerCopy(int most)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Whether all of it was kept so far.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>What was kept.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>The next piece comes.</summary>
    public void Take(ReadOnlySpan<byte> piece)
    {
        if (IsWhole && _bytes.WrittenCount + piece.Length <= most) _bytes.Write(piece);
        else IsWhole = false;
    }
}
