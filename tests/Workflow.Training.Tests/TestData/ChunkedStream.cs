namespace Workflow.Training.Tests.TestData;

/// <summary>Hands out bytes a few at a time, as pipes and decompressors do.</summary>
internal sealed class ChunkedStream(byte[] bytes, Func<int> nextChunk) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, Math.Max(1, nextChunk())));
}
