using System.Buffers.Binary;
using System.Security.Cryptography;
using CsvHelper;

namespace Workflow.Training.Recipes.Tables;

/// <summary>
/// Remembers the rows of a file by 128 bits of SHA-256, which two different rows never share. The values count, in every column: quotes
/// and blanks around them make no other row.
/// </summary>
internal sealed class SeenRows : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly HashSet<UInt128> _rows = [];

    /// <summary>Remembers the reader's row.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(CsvReader reader)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        for (int i = 0; i < reader.FieldCount; i++)
        {
            ReadOnlySpan<byte> value = reader.GetSpan(i).Trim(" \t\r\n"u8);
            BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
            _hash.AppendData(length);
            _hash.AppendData(value);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        return _rows.Add(BinaryPrimitives.ReadUInt128LittleEndian(digest));
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
