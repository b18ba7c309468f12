using System.Buffers;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Tests.Serving;

public sealed class ConnectionBlocksTests
{
    private const int Large = 64 << 10;
    private const int Small = 4 << 10;

    [Fact]
    public void Rent_FewInUse_AreLargeAndComeAgain()
    {
        using var blocks = new ConnectionBlocks();
        IMemoryOwner<byte> first = blocks.Rent(Small);
        Memory<byte> memory = first.Memory;
        Assert.Equal(Large, memory.Length);
        first.Dispose();
        using IMemoryOwner<byte> again = blocks.Rent();
        Assert.True(memory.Equals(again.Memory));
    }

    // Ten thousand clients that send a byte now and then must not take 64 KiB each.
    [Fact]
    public void Rent_VeryManyInUse_TheRestIsSmall()
    {
        using var blocks = new ConnectionBlocks();
        IMemoryOwner<byte>[] owners = [.. Enumerable.Range(0, 10_000).Select(_ => blocks.Rent(Small))];
        Assert.InRange(owners.Sum(owner => (long)owner.Memory.Length), 10_000L * Small, 10_000L * Small + (Large * 100));
        foreach (IMemoryOwner<byte> owner in owners) owner.Dispose();
        using IMemoryOwner<byte> later = blocks.Rent(Small);
        Assert.Equal(Large, later.Memory.Length);
    }

    // Two users of one block would read each other's requests.
    [Fact]
    public void Dispose_Twice_GivesItBackOnce()
    {
        using var blocks = new ConnectionBlocks();
        IMemoryOwner<byte> owner = blocks.Rent();
        owner.Dispose();
        owner.Dispose();
        using IMemoryOwner<byte> one = blocks.Rent(), other = blocks.Rent();
        Assert.False(one.Memory.Equals(other.Memory));
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused()
    {
        using var blocks = new ConnectionBlocks();
        Assert.Throws<ArgumentOutOfRangeException>(() => blocks.Rent(blocks.MaxBufferSize + 1));
    }
}
