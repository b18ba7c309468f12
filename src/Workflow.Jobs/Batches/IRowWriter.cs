using System.Buffers;

namespace Workflow.Jobs.Batches;

/// <summary>Writes the rows of an output. One thread at a time.</summary>
internal interface IRowWriter
{
    /// <summary>Writes a row.</summary>
    void Write(IBufferWriter<byte> output, ScoredRow row);
}
