using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Guards.Columns;

/// <summary>What a column holds, as 128 bits of SHA-256, which two different columns never share.</summary>
internal static class ColumnContent
{
    /// <summary>The digest of type and cells: of texts, not of the numbers of levels.</summary>
    public static UInt128 Digest(Dataset dataset, int column)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        DatasetColumn schema = dataset.Schema.Features[column];
        hash.AppendData([(byte)schema.Type]);
        if (schema.Type == ColumnType.Category) hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', schema.Levels)));

        // One zero, one missing value.
        double[] cells = [.. dataset.Features[column].Select(cell => double.IsNaN(cell) ? double.NaN : cell + 0.0)];
        hash.AppendData(MemoryMarshal.AsBytes<double>(cells));
        return BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());
    }
}
