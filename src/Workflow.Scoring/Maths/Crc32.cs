using System.Buffers.Binary;

namespace Workflow.Scoring.Maths;

/// <summary>
/// The CRC-32 of zip archives (ISO 3309, reflected polynomial 0xEDB88320). The framework reads zip entries without checking theirs.
/// </summary>
public struct Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Tables = CreateTables();

    private uint _complement;

    /// <summary>CRC of everything appended so far; 0 for nothing.</summary>
    public readonly uint Value => _complement;

    /// <summary>CRC of <paramref name="data"/>.</summary>
    public static uint Hash(ReadOnlySpan<byte> data)
    {
        var crc = default(Crc32);
        crc.Append(data);
        return crc.Value;
    }

    /// <summary>Appends bytes. Eight at a time: one table look-up per byte, none waiting for another.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> tables = Tables;
        uint crc = ~_complement;
        while (data.Length >= 8)
        {
            ulong block = BinaryPrimitives.ReadUInt64LittleEndian(data) ^ crc;
            crc = tables[(7 * 256) + (int)(block & 0xFF)]
                ^ tables[(6 * 256) + (int)((block >> 8) & 0xFF)]
                ^ tables[(5 * 256) + (int)((block >> 16) & 0xFF)]
                ^ tables[(4 * 256) + (int)((block >> 24) & 0xFF)]
                ^ tables[(3 * 256) + (int)((block >> 32) & 0xFF)]
                ^ tables[(2 * 256) + (int)((block >> 40) & 0xFF)]
                ^ tables[256 + (int)((block >> 48) & 0xFF)]
                ^ tables[(int)(block >> 56)];
            data = data[8..];
        }

        foreach (byte b in data) crc = tables[(int)((crc ^ b) & 0xFF)] ^ (crc >> 8);
        _complement = ~crc;
    }

    // Table k maps a byte to its effect k bytes later.
    private static uint[] CreateTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++) tables[i] = tables[tables[i - 256] & 0xFF] ^ (tables[i - 256] >> 8);
        return tables;
    }
}
