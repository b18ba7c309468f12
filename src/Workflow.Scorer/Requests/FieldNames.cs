using System.Text.Json;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Tells whether a name stands twice. Remembers where in the body each one stands, not the name: a body of nothing but names must not take a
/// multiple of its room.
/// </summary>
/// <param name="body">Where the names stand.</param>
/// <param name="count">The most names that will be added.</param>
internal sealed class FieldNames(ReadOnlyMemory<byte> body, int count)
{
    // Open addressing; one more than the place of the name's first quotation mark, 0 where the slot is free. A fourth stays free.
    private readonly int[] _slots = new int[count + (count / 3) + 1];

    /// <summary>How many names were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a name.</summary>
    /// <param name="place">Where its first quotation mark stands.</param>
    /// <param name="name">The name without escapes.</param>
    /// <returns>Whether it is new.</returns>
    public bool Add(int place, ReadOnlySpan<byte> name)
    {
        int slot = SlotOf(name);
        if (_slots[slot] != 0) return false;
        _slots[slot] = place + 1;
        Count++;
        return true;
    }

    /// <summary>Whether a name was added.</summary>
    public bool Contains(ReadOnlySpan<byte> name) => _slots[SlotOf(name)] != 0;

    // Where the name stands, or may stand.
    private int SlotOf(ReadOnlySpan<byte> name)
    {
        // Seeded anew in each process, so that nobody can choose names that meet in one slot.
        var hash = new HashCode();
        hash.AddBytes(name);
        int slot = (int)((uint)hash.ToHashCode() % (uint)_slots.Length);
        while (_slots[slot] != 0 && !IsAt(_slots[slot] - 1, name)) slot = (slot + 1) % _slots.Length;
        return slot;
    }

    private bool IsAt(int place, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(body.Span[place..]);
        reader.Read();
        return reader.ValueTextEquals(name);
    }
}
