using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Workflow.Training.Datasets;

namespace Workflow.Training.Guards.Contamination;

/// <summary>What rows hold, as 128 bits of SHA-256 each, which two different rows never share.</summary>
internal static class RowContents
{
    /// <summary>The digest of each row's cells in some columns.</summary>
    public static UInt128[] Of(Dataset dataset, IReadOnlyList<int> columns)
    {
        var digests = new UInt128[dataset.RowCount];
        var cells = new double[columns.Count];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (int row = 0; row < digests.Length; row++)
        {
            for (int i = 0; i < cells.Length; i++)
            {
                // One zero, one missing value.
                double cell = dataset.Features[columns[i]][row];
                cells[i] = double.IsNaN(cell) ? double.NaN : cell + 0.0;
            }

            SHA256.HashData(MemoryMarshal.AsBytes<double>(cells), digest);
            digests[row] = BinaryPrimitives.ReadUInt128LittleEndian(digest);
        }

        return digests;
    }
}
