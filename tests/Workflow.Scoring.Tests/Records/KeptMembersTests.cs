using System.Buffers;
using System.Text;
using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Scoring.Tests.Records;

public sealed class KeptMembersTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[2,{"a":3}],"c":"x"}""", """{"b":[2,{"a":3}],"a":1,"\u00FC":null}""")]
    [InlineData("""{"c":{"a":1},"\u0061":"\u0062"}""", """{"b":null,"a":"\u0062","\u00FC":null}""")]
    [InlineData("""{"a":1,"a":2,"ü":3,"b":false}""", """{"b":false,"a":1,"\u00FC":3}""")]
    [InlineData("""{"\ud800":1,"a": 1.50 }""", """{"b":null,"a":1.50,"\u00FC":null}""")]
    [InlineData("{}", """{"b":null,"a":null,"\u00FC":null}""")]
    public void Write_Records_GivesTheValuesAsTheyCameInTheOrderAskedFor(string record, string expected) => Assert.Equal(expected, Write(new KeptMembers(["b", "a", "ü"]), record));

    [Fact]
    public void Write_OneRecordAfterAnother_RemembersNothing()
    {
        var kept = new KeptMembers(["a", "b"]);
        Assert.Equal("""{"a":1,"b":2}""", Write(kept, """{"a":1,"b":2}"""));
        Assert.Equal("""{"a":null,"b":3}""", Write(kept, """{"b":3}"""));
    }

    [Fact]
    public void Write_AsManyNamesAsMayBe_GivesEachItsValue()
    {
        string[] names = [.. Enumerable.Range(0, 1000).Select(i => $"n{i}")];
        string record = $"{{{string.Join(',', names.Select((name, i) => $"\"other{i}\":0,\"{name}\":{i}"))}}}";
        string expected = $"{{{string.Join(',', names.Reverse().Select((name, i) => $"\"{name}\":{names.Length - 1 - i}"))}}}";
        Assert.Equal(expected, Write(new KeptMembers([.. names.Reverse()]), record));
    }

    private static string Write(KeptMembers kept, string record)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            kept.Write(json, Encoding.UTF8.GetBytes(record));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
