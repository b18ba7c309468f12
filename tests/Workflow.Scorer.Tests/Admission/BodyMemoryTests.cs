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
    public void Allocate_MoreThanTheBudgetHasToSpare_GivesRoomBackFirst()
    {
        var memory = new BodyMemory(Options);
        int before = GC.CollectionCount(GC.MaxGeneration);
        for (int i = 0; i < 10; i++) memory.Allocate(4 << 20);
        Assert.True(GC.CollectionCount(GC.MaxGeneration) >= before + 4);
    }
}
