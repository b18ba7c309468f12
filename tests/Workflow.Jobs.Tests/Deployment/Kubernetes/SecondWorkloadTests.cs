using Workflow.Jobs.Deployment.Kubernetes;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

public sealed class SecondWorkloadTests
{
    [Fact]
    public void Of_Workload_DiffersInItsNameAndHasNoIngress()
    {
        WorkloadSpec second = SecondWorkload.Of(TestWorkload.Large);
        Assert.Matches("^hydraulic-cooling-prod-[0-9a-f]{8}$", second.Address.Name);
        Assert.Null(second.Ingress);
        Assert.Equal(TestWorkload.Large, second with { Address = TestWorkload.Large.Address, Ingress = TestWorkload.Large.Ingress });
    }

    [Fact]
    public void Of_SameImage_HasTheSameNameWhateverElseChanges() =>
        Assert.Equal(SecondWorkload.Of(TestWorkload.Small).Address, SecondWorkload.Of(TestWorkload.Small with { Replicas = 5, Version = "hydraulic-cooling@8" }).Address);

    [Fact]
    public void Of_AnotherImageOrEndpoint_HasAnotherName()
    {
        WorkloadSpec[] specs = [TestWorkload.Small, TestWorkload.Small with { Image = TestWorkload.ImageOf('b') }, Named("hydraulic-cooling-dev")];
        Assert.Distinct(specs.Select(spec => SecondWorkload.Of(spec).Address.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(53)]
    [InlineData(54)]
    [InlineData(55)]
    [InlineData(63)]
    public void Of_NameOfAnyLength_IsOneThatClustersTake(int length)
    {
        WorkloadSpec second = SecondWorkload.Of(Named(new string('a', length)));
        Assert.Equal(Math.Min(63, length + 9), second.Address.Name.Length);
        Assert.Empty(WorkloadRules.Problems(second));
    }

    [Fact]
    public void Of_LongNamesThatBeginAlike_HaveNamesOfTheirOwn()
    {
        string beginning = new('a', 53);
        string[] names = [.. new[] { "x", "-x", "-y", "-xy" }.Select(end => SecondWorkload.Of(Named(beginning + end)).Address.Name)];
        Assert.Distinct(names);
        Assert.All(names, name => Assert.DoesNotContain("--", name, StringComparison.Ordinal));
    }

    private static WorkloadSpec Named(string endpoint) => TestWorkload.Small with { Address = TestWorkload.Address with { Name = endpoint }, Owner = TestWorkload.Owner with { Endpoint = endpoint } };
}
