using System.Text;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Requests;

/// <summary>What is passed over is what the framework's reader passes over, if there is nothing but numbers in it.</summary>
public sealed class NumberListsTests
{
    private const int Cases = 100_000;

    private static readonly byte[][] Pieces =
        [.. ((string[])["[", "]", ",", " ", "\n", "\t", "\r", "-", "0", "00", "1", "12345678901", ".", "e", "E", "e+", "-e", "\"a\"", "null", "[]", "[[]]", "{}", "1.5", "-0.5e-07", "\0", "x"]).Select(Encoding.UTF8.GetBytes)];

    [Theory]
    [InlineData("[]")]
    [InlineData("[ ]")]
    [InlineData("[0]")]
    [InlineData("[[1,2],[-3.25e+7 ,\t4E5]]")]
    [InlineData("[1,[2],[]]")]
    [InlineData(" \n")]
    [InlineData("[")]
    [InlineData("[1")]
    [InlineData("[1,")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[01]")]
    [InlineData("[-]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[1e]")]
    [InlineData("[1e5.5]")]
    [InlineData("[1.2.3]")]
    [InlineData("[1 2]")]
    [InlineData("[[[1]]]")]
    [InlineData("[\"1\"]")]
    [InlineData("[null]")]
    [InlineData("[[1],{}]")]
    [InlineData("[1}]")]
    public void LengthOf_List_IsWhatTheReaderPassesOver(string text) => AssertSame(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void LengthOf_AnyText_IsWhatTheReaderPassesOver()
    {
        var numbers = new SeededNumbers(31);
        byte[] original = "[[1.5, -2.25,0,12345678901.5e-3],\n[ 7 , 1e5 ]] , \"x\""u8.ToArray();
        int passed = 0;
        for (int i = 0; i < Cases; i++) passed += AssertSame(BodyMutations.Mutate(numbers, original, Pieces)) > 0 ? 1 : 0;
        Assert.InRange(passed, Cases / 20, Cases * 3 / 4);
    }

    private static int AssertSame(byte[] text)
    {
        int length = NumberLists.LengthOf(text);
        Assert.True(length == Expected(text), $"{length} for {Encoding.UTF8.GetString(text)}");
        return length;
    }

    private static int Expected(byte[] text)
    {
        // White space before the list is not the list's.
        if (text.Length == 0 || text[0] != (byte)'[') return 0;
        try
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0) return (int)reader.BytesConsumed;
                bool isAllowed = reader.TokenType is JsonTokenType.Number or JsonTokenType.EndArray || (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth < 2);
                if (!isAllowed) return 0;
            }

            return 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
