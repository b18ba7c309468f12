using Workflow.Scorer.Admission;

namespace Workflow.Scorer.Tests.Admission;

public sealed class AdmissionOptionsTests
{
    private const long Mebibyte = 1 << 20;

    // A container of 256 MiB leaves 192 MiB to the heap.
    [Fact]
    public void OfMemory_ContainerOfThePlatform_HoldsTheLargestRequest()
    {
        AdmissionOptions options = AdmissionOptions.OfMemory(192 * Mebibyte, 8 * Mebibyte);
        Assert.Equal(60 * Mebibyte, options.BudgetBytes);
        Assert.Equal(45 * Mebibyte, options.LargestBodyBytes);
        Assert.True(options.LargestBodyBytes >= new ScorerOptions().MaximumRequestBytes);
        Assert.Equal(Mebibyte, options.SmallBodyBytes);
        Assert.Equal(384, options.MostConnections);
    }

    [Fact]
    public void OfMemory_LittleMemory_LowersEveryLimit()
    {
        AdmissionOptions options = AdmissionOptions.OfMemory(48 * Mebibyte, 4 * Mebibyte);
        Assert.Equal(8 * Mebibyte, options.BudgetBytes);
        Assert.Equal(6 * Mebibyte, options.LargestBodyBytes);
        Assert.Equal(Mebibyte / 2, options.SmallBodyBytes);
        Assert.Equal(96, options.MostConnections);
    }

    [Fact]
    public void OfMemory_ModelFillsTheMemory_AdmitsNothingRatherThanFailing()
    {
        AdmissionOptions options = AdmissionOptions.OfMemory(24 * Mebibyte, 30 * Mebibyte);
        Assert.InRange(options.LargestBodyBytes, 0, 1);
        Assert.Equal(64, options.MostConnections);
    }

    [Fact]
    public void OfMemory_MuchMemory_StaysWithinWhatAnArrayHolds() =>
        Assert.Equal(Array.MaxLength - 1, AdmissionOptions.OfMemory(1L << 42, 0).LargestBodyBytes);

    [Fact]
    public void OfProcess_AnyMachine_HoldsSomething() => Assert.True(AdmissionOptions.OfProcess().LargestBodyBytes > Mebibyte);
}
