using Workflow.Api.Dashboard;

namespace Workflow.Api.Tests.Dashboard;

public sealed class FormatTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0.0 s")]
    [InlineData(0.44, "0.4 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(10.0, "10 s")]
    [InlineData(58.4, "58 s")]
    [InlineData(119.4, "119 s")]
    [InlineData(119.7, "2 min 0 s")]
    [InlineData(120.0, "2 min 0 s")]
    [InlineData(185.9, "3 min 6 s")]
    [InlineData(179.9, "3 min 0 s")]
    [InlineData(7325.0, "122 min 5 s")]
    public void Duration_OfAnyLength_IsShort(double? seconds, string expected) => Assert.Equal(expected, Format.Duration(seconds));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.123456, "0.1235")]
    [InlineData(0.0010222, "0.001022")]
    [InlineData(1234.5, "1234")]
    [InlineData(0.0, "0")]
    public void Score_OfAnySize_HasFourDigits(double? value, string expected) => Assert.Equal(expected, Format.Score(value));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.834, "0.83 µs")]
    [InlineData(18.29, "18 µs")]
    [InlineData(99.6, "100 µs")]
    [InlineData(999.6, "1 ms")]
    [InlineData(12_345.0, "12.3 ms")]
    public void Microseconds_OfAnyLength_AreShort(double? value, string expected) => Assert.Equal(expected, Format.Microseconds(value));

    [Theory]
    [InlineData(0, "0.0 MB")]
    [InlineData(13_449_999, "13.4 MB")]
    [InlineData(1_234_567_890, "1234.6 MB")]
    public void Megabytes_OfASize_HasOneDecimal(long bytes, string expected) => Assert.Equal(expected, Format.Megabytes(bytes));

    [Theory]
    [InlineData("sha256:0123456789abcdef0123", "0123456789ab")]
    [InlineData("0123456789abcdef0123", "0123456789ab")]
    [InlineData("sha256:0123", "0123")]
    [InlineData("", "")]
    public void ShortDigest_OfADigest_IsItsBegin(string digest, string expected) => Assert.Equal(expected, Format.ShortDigest(digest));

    [Fact]
    public void Time_OfAnotherZone_IsUniversal() =>
        Assert.Equal("2026-01-31 23:30:00", Format.Time(new DateTimeOffset(2026, 2, 1, 0, 30, 0, TimeSpan.FromHours(1))));

    [Fact]
    public void Metric_OfAFigure_HasFourDecimals() => Assert.Equal("0.0022", Format.Metric(0.00219));

    [Theory]
    [InlineData(false, "train.folds=4, train.costs.false_negative back to the default, split.file=a=")]
    [InlineData(true, "train.folds=4, train.costs.false_negative back to the default, tags=[first], split.file=a=")]
    public void Settings_OfARun_SayWhatIsTakenBackAndLeaveTagsToWhereTheyAreShown(bool withTags, string expected) =>
        Assert.Equal(expected, Format.Settings(["train.folds=4", "train.costs.false_negative=", "tags=[first]", "split.file=a="], withTags));

    [Fact]
    public void Settings_NoneButTags_AreEmpty() => Assert.Equal((string.Empty, string.Empty), (Format.Settings(["tags=[first]"], withTags: false), Format.Settings(null, withTags: true)));
}
