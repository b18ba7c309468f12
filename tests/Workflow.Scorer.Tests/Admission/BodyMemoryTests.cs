using Workflow.Scorer.Admission;

namespace Workflow.Scorer.Tests.Admission;

public sealed class BodyMemoryTests
{
    private static readonly AdmissionOptions Options = new() { BudgetBytes = 16 << 20 };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((12 << 20) + 1)]
    public void Allocate_AnyLength_GivesAnArrayOfIt(int length) => Assert.Equal(length, new BodyMemory(Options).Allocate(length).Length);

    [Fact]
    public void Rent_MiddlingBodies_ReceiveTheArraysThatWereGivenBackAndNoOthers()
    {
        var memory = new BodyMemory(Options);
        byte[] first = memory.Rent(200_000), second = memory.Rent(200_000), third = memory.Rent(200_000);
        Assert.Equal(3, new HashSet<byte[]>([first, second, third]).Count);
        memory.Return(first);
        memory.Return(second);
        memory.Return(third);
        byte[][] again = [memory.Rent(198_000), memory.Rent(200_000), memory.Rent(200_000)];
        Assert.Equal(2, again.Intersect([first, second, third]).Count());
        Assert.Equal(3, again.Distinct().Count());
    }

    [Theory]
    [InlineData(84_999)]
    [InlineData((1 << 20) + 1)]
    public void Rent_SmallAndLargeBodies_ReceiveTheirOwn(int length)
    {
        var memory = new BodyMemory(Options);
        byte[] first = memory.Rent(length);
        Assert.Equal(length, first.Length);
        memory.Return(first);
        Assert.NotSame(first, memory.Rent(length));
    }

    [Theory]
    [InlineData(100_000, 500_000)]
    [InlineData(1 << 20, 85_000)]
    [InlineData(200_000, 180_000)]
    public void Rent_AnotherLengthThanWhatIsKept_IsHardlyLongerThanAsked(int kept, int length)
    {
        var memory = new BodyMemory(Options);
        memory.Return(memory.Rent(kept));
        Assert.InRange(memory.Rent(length).Length, length, length * 17 / 16);
        Assert.Equal(1 << 20, memory.Rent(1 << 20).Length);
    }

    [Fact]
    public void Allocate_MoreThanTheBudgetHasToSpare_GivesRoomBackFirst()
    {
        var memory = new BodyMemory(Options);
        int before = GC.CollectionCount(GC.MaxGeneration);
        for (int i = 0; i < 10; i++) memory.Allocate(4 << 20);
        Assert.True(GC.CollectionCount(GC.MaxGeneration) >= before + 4);
    }
}
