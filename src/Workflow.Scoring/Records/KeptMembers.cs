using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Workflow.Scoring.Records;

/// <summary>The members of records that are given back: all of them are found in one walk through a record, however many they are.</summary>
internal sealed class KeptMembers
{
    private readonly IReadOnlyList<string> _names;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _indices;

    // Of each name where its value stands in the record; it ends at 0 where there is none.
    private readonly (int Start, int End)[] _values;

    /// <summary>Of these names, none of which stands twice.</summary>
    public KeptMembers(IReadOnlyList<string> names)
    {
        _names = names;
        _values = new (int, int)[names.Count];
        _indices = names.Select((name, i) => (name, i)).ToDictionary(pair => Encoding.UTF8.GetBytes(pair.name), pair => pair.i, new SameBytes()).GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Writes the members as they came, in the order of their names; what the object does not have is null.</summary>
    /// <param name="json">Receives them.</param>
    /// <param name="record">An object whose grammar was checked.</param>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> record)
    {
        if (_names.Count == 0) return;
        Find(record);
        for (int i = 0; i < _names.Count; i++)
        {
            json.WritePropertyName(_names[i]);
            ReadOnlySpan<byte> value = Value(record, i);
            if (value.IsEmpty) json.WriteNullValue();
            else json.WriteRawValue(value, skipInputValidation: true);
        }
    }

    /// <summary>Looks where the members stand in a record.</summary>
    /// <param name="record">An object whose grammar was checked.</param>
    public void Find(ReadOnlySpan<byte> record)
    {
        Array.Clear(_values);
        int left = _names.Count;
        var reader = new Utf8JsonReader(record);
        reader.Read();
        while (left > 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int index = RecordText.TryUnescape(ref reader, out ReadOnlySpan<byte> name) && _indices.TryGetValue(name, out int known) ? known : -1;
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (index < 0 || _values[index].End > 0) continue;
            _values[index] = (start, (int)reader.BytesConsumed);
            left--;
        }
    }

    /// <summary>A member as it came, of the record that was looked at last; empty where it has none.</summary>
    /// <param name="record">The record.</param>
    /// <param name="name">Which of the names.</param>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record, int name) => record[_values[name].Start.._values[name].End];

    // A hash that is seeded anew in each process, so that nobody can choose names that meet.
    private sealed class SameBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
