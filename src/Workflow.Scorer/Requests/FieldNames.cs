using System.Text.Json;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Tells whether a name stands twice. Remembers where in the body each one stands, not the name: a body of nothing but names must not take a
/// multiple of its room.
/// </summary>
internal sealed class FieldNames(ReadOnlyMemory<byte> body)
{
    // Open addressing; one more than the place of the name's first quotation mark, 0 where the slot is free. The length is a power of two.
    private int[] _slots = new int[64];
    private int _count;

    /// <summary>Adds a name.</summary>
    /// <param name="place">Where its first quotation mark stands.</param>
    /// <param name="name">The name without escapes.</param>
    /// <returns>Whether it is new.</returns>
    public bool Add(int place, ReadOnlySpan<byte> name)
    {
        if (_count * 4L >= _slots.Length * 3L) Grow();
        int slot = Start(name);
        for (; _slots[slot] != 0; slot = Next(slot))
        {
            if (At(_slots[slot] - 1).ValueTextEquals(name)) return false;
        }

        _slots[slot] = place + 1;
        _count++;
        return true;
    }

    private void Grow()
    {
        int[] old = _slots;
        _slots = new int[old.Length * 2];
        foreach (int place in old)
        {
            if (place == 0) continue;
            Utf8JsonReader reader = At(place - 1);
            int slot = Start(RequestText.Name(ref reader));
            while (_slots[slot] != 0) slot = Next(slot);
            _slots[slot] = place;
        }
    }

    private int Start(ReadOnlySpan<byte> name)
    {
        // Seeded anew in each process, so that nobody can choose names that meet in one slot.
        var hash = new HashCode();
        hash.AddBytes(name);
        return hash.ToHashCode() & (_slots.Length - 1);
    }

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);

    private Utf8JsonReader At(int place)
    {
        var reader = new Utf8JsonReader(body.Span[place..]);
        reader.Read();
        return reader;
    }
}
