using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Tests.Protobuf;

public sealed class MessageReaderTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(300, 2)]
    [InlineData(long.MaxValue, 9)]
    [InlineData(-1, 10)]
    [InlineData(long.MinValue, 10)]
    public void Numbers_Written_AreReadAgain(long number, int length)
    {
        byte[] message = MessageWriter.Make(writer => writer.Numbers(3, number, 7));
        Assert.Equal(length + 3, message.Length);
        Assert.Equal(length, MessageWriter.LengthOf((ulong)number));
        var reader = new MessageReader(message);
        var numbers = new List<long>();
        Assert.True(reader.Next());
        reader.AddNumbers(numbers, 9);
        Assert.Equal((3, WireType.Length), (reader.Field, reader.Type));
        Assert.Equal([number, 7], numbers);
        Assert.False(reader.Next());
    }

    [Fact]
    public void Numbers_MoreThanAreWanted_AreLeft()
    {
        var reader = new MessageReader(MessageWriter.Make(writer => writer.Numbers(3, 1, 2, 3)));
        var numbers = new List<long>();
        reader.Next();
        reader.AddNumbers(numbers, 2);
        Assert.Equal([1, 2], numbers);
    }

    [Fact]
    public void Fields_OfEveryForm_ArePassedOver()
    {
        byte[] message = [0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1D, 1, 2, 3, 4, 0x22, 2, 0xC3, 0xBC];
        var reader = new MessageReader(message);
        Assert.True(reader.Next() && reader.Next() && reader.Next() && reader.Next());
        Assert.Equal((4, "ü"), (reader.Field, reader.Text()));
        Assert.False(reader.Next());
    }

    [Theory]
    [InlineData("08", "it breaks off at byte 1, 1 are expected from byte 1 on")]
    [InlineData("0D0102", "it breaks off at byte 3, 4 are expected from byte 1 on")]
    [InlineData("0A05AABB", "it breaks off at byte 4, 5 are expected from byte 2 on")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF01", "18446744073709551615 are expected from byte 11 on")]
    [InlineData("08FFFFFFFFFFFFFFFFFF02", "the number that ends at byte 11 has more than 64 bits")]
    [InlineData("0801" + "0B", "no field begins at byte 2")]
    [InlineData("00", "no field begins at byte 0")]
    [InlineData("07", "no field begins at byte 0")]
    public void Next_NoMessage_SaysWhere(string hex, string reason) =>
        Assert.Contains(reason, Assert.Throws<RequestException>(() => Last(hex).Field).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0801", "field 1, which ends at byte 2 of its message, must be a text or a message")]
    [InlineData("0A01FF", "field 1, which ends at byte 3 of its message, must be a text in UTF-8")]
    public void Text_OfSomethingElse_IsRefused(string hex, string reason) => Assert.Equal(reason, Assert.Throws<RequestException>(() => Last(hex).Text()).Message);

    private static MessageReader Last(string hex)
    {
        var reader = new MessageReader(Convert.FromHexString(hex));
        while (reader.Next())
        {
        }

        return reader;
    }
}
