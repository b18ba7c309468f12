using Workflow.Scorer.Admission;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Tests.Requests;

/// <summary>Whose the bytes of a body are: nobody else's before it is disposed, and given back once.</summary>
public sealed class RequestBodyTests
{
    private const int Length = 200_000;

    private static readonly AdmissionOptions Options = new() { BudgetBytes = 16 << 20 };

    private readonly RequestBodyReader _reader = new(new RequestAdmission(Options, TimeProvider.System), new BodyMemory(Options), 1 << 20);

    [Fact]
    public async Task Read_OneAfterTheOther_ShareAnArray()
    {
        (RequestBody first, Memory<byte> of) = await ReadAsync(1);
        first.Dispose();
        (RequestBody second, Memory<byte> ofSecond) = await ReadAsync(2);
        using (second) Assert.True(of.Span.Overlaps(ofSecond.Span));
    }

    [Fact]
    public async Task Read_AtOnce_HaveTheirOwn()
    {
        (RequestBody first, _) = await ReadAsync(1);
        using (first)
        {
            (RequestBody second, _) = await ReadAsync(2);
            using (second)
            {
                Assert.False(first.Bytes.Span.Overlaps(second.Bytes.Span));
                Assert.False(first.Bytes.Span.ContainsAnyExcept((byte)1));
                Assert.False(second.Bytes.Span.ContainsAnyExcept((byte)2));
            }
        }
    }

    [Fact]
    public async Task Dispose_Twice_GivesBackOnce()
    {
        (RequestBody first, _) = await ReadAsync(1);
        first.Dispose();
        first.Dispose();
        (RequestBody second, Memory<byte> of) = await ReadAsync(2);
        (RequestBody third, Memory<byte> ofThird) = await ReadAsync(3);
        Assert.False(of.Span.Overlaps(ofThird.Span));
        second.Dispose();
        third.Dispose();
    }

    [Fact]
    public async Task Read_ThatFails_KeepsItsArrayFromOthers()
    {
        Memory<byte> broken = default;
        await Assert.ThrowsAsync<EndOfStreamException>(() => _reader.ReadAsync(Length, (memory, _) => Fill(memory, 1, out broken, Length - 1), TestContext.Current.CancellationToken));
        (RequestBody body, Memory<byte> of) = await ReadAsync(2);
        using (body) Assert.False(broken.Span.Overlaps(of.Span));
    }

    private async Task<(RequestBody Body, Memory<byte> Memory)> ReadAsync(byte fill)
    {
        Memory<byte> filled = default;
        RequestBody body = await _reader.ReadAsync(Length, (memory, _) => Fill(memory, fill, out filled, Length), TestContext.Current.CancellationToken);
        return (body, filled);
    }

    private static ValueTask<int> Fill(Memory<byte> memory, byte with, out Memory<byte> filled, int length)
    {
        memory.Span.Fill(with);
        filled = memory;
        return ValueTask.FromResult(length);
    }
}
