using System.Globalization;
using Workflow.Jobs.Deployment.Aci;

namespace Workflow.Jobs.Tests.Deployment.Aci;

public sealed class ContainerGroupPriceTests
{
    [Theory]
    [InlineData("0.5", "1", "below 1 USD a day")]
    [InlineData("1", "1", "1 to 3 USD a day")]
    [InlineData("4", "16", "3 to 10 USD a day")]
    [InlineData("16", "64", "10 to 30 USD a day")]
    [InlineData("31", "240", "30 to 100 USD a day")]
    [InlineData("100", "240", "above 100 USD a day")]
    public void Estimate_Size_IsOfItsClass(string cpu, string memory, string expected)
    {
        ContainerGroupPrice price = ContainerGroupPrice.Estimate(decimal.Parse(cpu, CultureInfo.InvariantCulture), decimal.Parse(memory, CultureInfo.InvariantCulture));
        Assert.Equal(expected, price.Class);
        Assert.Equal($"{expected} (estimate by list price)", price.ToString());
    }

    [Fact]
    public void Estimate_OneProcessorAndOneGigabyte_IsTheListPriceOfADay() => Assert.Equal(1.083456m, ContainerGroupPrice.Estimate(1, 1).DollarsPerDay);
}
