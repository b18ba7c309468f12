using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class ScheduleZoneTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Australia/Lord_Howe")]
    public void Find_Known_IsTheZone(string name) => Assert.Equal(name, ScheduleZone.Find(name).Id);

    [Theory]
    [InlineData("Europe/Berln", "did you mean 'Europe/Berlin'? ")]
    [InlineData("Berlin", "did you mean 'Europe/Berlin'? ")]
    [InlineData("New York", "did you mean 'America/New_York'? ")]
    [InlineData("", "")]
    [InlineData("../../../etc/passwd", "")]
    [InlineData("/etc/localtime", "")]
    [InlineData("zone.tab", "")]
    [InlineData("localtime", "")]
    [InlineData("right/Europe/Berlin", "did you mean 'Europe/Berlin'? ")]
    [InlineData("europe/berlin", "did you mean 'Europe/Berlin'? ")]
    public void Find_Unknown_SaysTheNearest(string name, string hint) => Assert.Equal(
        $"time zone '{name}' is unknown; {hint}allowed: UTC and the names of the IANA database, for example Europe/Berlin",
        Assert.Throws<ScheduleException>(() => ScheduleZone.Find(name)).Message);
}
