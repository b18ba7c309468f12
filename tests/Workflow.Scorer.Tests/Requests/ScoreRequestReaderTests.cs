using System.Globalization;
using System.Net;
using System.Text;
using Workflow.Scorer.Tests.TestData;

namespace Workflow.Scorer.Tests.Requests;

/// <summary>Requests that cannot be answered, over the wire.</summary>
public sealed class ScoreRequestReaderTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const string Fields = """["temperature","pressure","mode"]""";

    [Theory]
    [InlineData("", "not JSON: ")]
    [InlineData(" ", "not JSON: ")]
    [InlineData("temperature,pressure\n1,2\n", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[1", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[1]]", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[1]],}", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[01]]}", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[NaN]]}", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[Infinity]]}", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[-]]}", "not JSON: ")]
    [InlineData("{'fields':['temperature'],'rows':[[1]]}", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[1]]}{}", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[1]]} x", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],/* c */\"rows\":[[1]]}", "not JSON: ")]
    [InlineData("{\"fields\":[\"temperature\"],\"rows\":[[\"\t\"]]}", "not JSON: ")]
    [InlineData("[]", "a JSON object with \"fields\" and \"rows\" is expected")]
    [InlineData("null", "a JSON object with \"fields\" and \"rows\" is expected")]
    [InlineData("\"fields\"", "a JSON object with \"fields\" and \"rows\" is expected")]
    [InlineData("3", "a JSON object with \"fields\" and \"rows\" is expected")]
    [InlineData("{}", "\"fields\" is missing: a list of the columns' names")]
    [InlineData("{\"rows\":[]}", "\"fields\" is missing: a list of the columns' names")]
    [InlineData("{\"fields\":" + Fields + "}", "\"rows\" is missing: a list of rows, each a list of cells in the order of the fields")]
    [InlineData("{\"fields\":null,\"rows\":[]}", "\"fields\" must be a list of names")]
    [InlineData("{\"fields\":\"temperature\",\"rows\":[]}", "\"fields\" must be a list of names")]
    [InlineData("{\"fields\":{\"temperature\":1},\"rows\":[]}", "\"fields\" must be a list of names")]
    [InlineData("{\"fields\":[\"temperature\",1],\"rows\":[]}", "\"fields\" must be a list of names")]
    [InlineData("{\"fields\":[\"temperature\",null],\"rows\":[]}", "\"fields\" must be a list of names")]
    [InlineData("{\"fields\":[[\"temperature\"]],\"rows\":[]}", "\"fields\" must be a list of names")]
    [InlineData("{\"fields\":" + Fields + ",\"rows\":null}", "\"rows\" must be a list of rows")]
    [InlineData("{\"fields\":" + Fields + ",\"rows\":7}", "\"rows\" must be a list of rows")]
    [InlineData("{\"fields\":" + Fields + ",\"rows\":\"\"}", "\"rows\" must be a list of rows")]
    [InlineData("{\"fields\":" + Fields + ",\"rows\":{\"0\":[1,2,\"eco\"]}}", "\"rows\" must be a list of rows")]
    [InlineData("{\"rows\":true,\"fields\":" + Fields + "}", "\"rows\" must be a list of rows")]
    [InlineData("{\"fields\":" + Fields + ",\"fields\":" + Fields + ",\"rows\":[]}", "\"fields\" stands twice")]
    [InlineData("{\"fields\":" + Fields + ",\"rows\":[],\"f\\u0069elds\":[]}", "\"fields\" stands twice")]
    [InlineData("{\"fields\":" + Fields + ",\"rows\":[],\"rows\":[]}", "\"rows\" stands twice")]
    [InlineData("{\"fields\":[\"temperature\",\"mode\",\"temperature\"],\"rows\":[]}", "field \"temperature\" stands twice")]
    [InlineData("{\"fields\":[\"temperature\",\"x\",\"\\u0078\"],\"rows\":[]}", "field \"x\" stands twice")]
    [InlineData("{\"fields\":" + Fields + ",\"rows\":[],\"Rows\":[]}", "unknown member \"Rows\"; allowed: \"fields\", \"rows\", \"includeFieldsInOutput\"")]
    [InlineData("{\"includeFieldsInOutput\":\"mode\",\"fields\":" + Fields + ",\"rows\":[]}", "\"includeFieldsInOutput\" must be a list of names")]
    [InlineData("{\"includeFieldsInOutput\":[1],\"fields\":" + Fields + ",\"rows\":[]}", "\"includeFieldsInOutput\" must be a list of names")]
    [InlineData("{\"includeFieldsInOutput\":[\"mode\",\"mode\"],\"fields\":" + Fields + ",\"rows\":[]}", "in \"includeFieldsInOutput\" the field \"mode\" stands twice")]
    [InlineData("{\"includeFieldsInOutput\":[\"mode\",\"x\"],\"fields\":" + Fields + ",\"rows\":[]}", "\"includeFieldsInOutput\" names 2 fields, of which 1 stand in \"fields\"")]
    [InlineData("{\"noFieldNamesInOutput\":1,\"fields\":" + Fields + ",\"rows\":[]}", "\"noFieldNamesInOutput\" must be true or false")]
    [InlineData("{\"idField\":1,\"fields\":" + Fields + ",\"rows\":[]}", "\"idField\" must be a text")]
    [InlineData("{\"requestShapleyValueType\":\"BOTH\",\"fields\":" + Fields + ",\"rows\":[]}", "\"requestShapleyValueType\" is \"BOTH\"; allowed: \"NONE\", \"ORIGINAL\", \"TRANSFORMED\"")]
    public async Task Score_RequestThatIsWrongAsAWhole_SaysWhat(string body, string reason)
    {
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync(body), HttpStatusCode.BadRequest);
        ProblemError error = Assert.Single(problem.Errors!);
        Assert.Null(error.Row);
        Assert.Null(error.Column);
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(error.Reason, problem.Detail);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"pressure\",\"mode\"]")]
    [InlineData("[\"Temperature\",\"pressure\",\"mode\"]")]
    [InlineData("[\"temperature \",\"pressure\",\"mode\"]")]
    public async Task Score_FieldThatTheModelNeedsIsMissing_NamesTheColumn(string fields)
    {
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync($$"""{"fields":{{fields}},"rows":[]}"""), HttpStatusCode.BadRequest);
        Assert.Equal(new ProblemError(null, "temperature", "missing in \"fields\""), Assert.Single(problem.Errors!));
        Assert.Equal("column temperature: missing in \"fields\"", problem.Detail);
    }

    [Theory]
    [InlineData("\"abc\"", "'abc' is not a number")]
    [InlineData("\"1,5\"", "'1,5' is not a number")]
    [InlineData("\"0x10\"", "'0x10' is not a number")]
    [InlineData("\"１\"", "'１' is not a number")]
    [InlineData("\"1\\u0000\"", "'1\0' is not a number")]
    [InlineData("\"NaN\"", "'NaN' is not a finite number")]
    [InlineData("\"-Infinity\"", "'-Infinity' is not a finite number")]
    [InlineData("1e999", "'1e999' is not a finite number")]
    [InlineData("-1e999", "'-1e999' is not a finite number")]
    [InlineData("1e39", "'1e39' is outside the range of single precision (3.4e38)")]
    [InlineData("true", "is neither a number nor a text")]
    [InlineData("false", "is neither a number nor a text")]
    [InlineData("[]", "is neither a number nor a text")]
    [InlineData("[[[1]]]", "is neither a number nor a text")]
    [InlineData("{}", "is neither a number nor a text")]
    [InlineData("{\"a\":{\"b\":[1,2]}}", "is neither a number nor a text")]
    [InlineData("null", "is missing, and the model was trained without missing values in this column")]
    [InlineData("\"\"", "is missing, and the model was trained without missing values in this column")]
    [InlineData("\" \"", "is missing, and the model was trained without missing values in this column")]
    public async Task Score_CellThatCannotBeScored_NamesRowColumnAndReason(string cell, string reason)
    {
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync($$"""{"fields":{{Fields}},"rows":[[1,2,"eco"],[{{cell}},2,"eco"],[3,4,"full"]]}"""), HttpStatusCode.BadRequest);
        Assert.Equal(new ProblemError(1, "temperature", reason), Assert.Single(problem.Errors!));
        Assert.Equal($"row 1, column temperature: {reason}", problem.Detail);
    }

    [Theory]
    [InlineData("[]", "0 cells for 3 fields")]
    [InlineData("[1]", "1 cells for 3 fields")]
    [InlineData("[1,2]", "2 cells for 3 fields")]
    [InlineData("[1,2,\"eco\",4]", "4 cells for 3 fields")]
    [InlineData("[1,2,\"eco\",[5,[6]],{},null]", "6 cells for 3 fields")]
    [InlineData("5", "a row must be a list of cells")]
    [InlineData("\"1,2,eco\"", "a row must be a list of cells")]
    [InlineData("null", "a row must be a list of cells")]
    [InlineData("{\"temperature\":1}", "a row must be a list of cells")]
    public async Task Score_RowOfTheWrongForm_NamesTheRow(string row, string reason)
    {
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync($$"""{"fields":{{Fields}},"rows":[[1,2,"eco"],{{row}}]}"""), HttpStatusCode.BadRequest);
        Assert.Equal(new ProblemError(1, null, reason), Assert.Single(problem.Errors!));
        Assert.Equal($"row 1: {reason}", problem.Detail);
    }

    [Fact]
    public async Task Score_SeveralErrors_TellsAllInOrder()
    {
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync($$"""{"fields":{{Fields}},"rows":[["a","b","c"],[1,2,"eco"],7,[1,2],["",true,{}]]}"""), HttpStatusCode.BadRequest);
        Assert.Equal(
            [
                new ProblemError(0, "temperature", "'a' is not a number"),
                new ProblemError(0, "pressure", "'b' is not a number"),
                new ProblemError(2, null, "a row must be a list of cells"),
                new ProblemError(3, null, "2 cells for 3 fields"),
                new ProblemError(4, "temperature", "is missing, and the model was trained without missing values in this column"),
                new ProblemError(4, "pressure", "is neither a number nor a text"),
                new ProblemError(4, "mode", "is neither a number nor a text"),
            ],
            problem.Errors!);
    }

    [Theory]
    [InlineData("[\"a\",1,\"eco\"]", 150)]
    [InlineData("[\"a\",\"b\",true]", 50)]
    [InlineData("7", 150)]
    public async Task Score_MoreThanAHundredErrors_TellsTheFirstHundred(string row, int count)
    {
        string rows = string.Join(',', Enumerable.Repeat(row, count));
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync($$"""{"fields":{{Fields}},"rows":[{{rows}}]}"""), HttpStatusCode.BadRequest);
        Assert.Equal(100, problem.Errors!.Count);
        Assert.Equal(0, problem.Errors[0].Row);
    }

    [Theory]
    [InlineData("rows", 100)]
    [InlineData("rows", 100_000)]
    [InlineData("fields", 100_000)]
    [InlineData("other", 100_000)]
    public async Task Score_DeepNesting_IsRefused(string member, int depth)
    {
        string deep = new string('[', depth) + new string(']', depth);
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync($$"""{"{{member}}":{{deep}}}"""), HttpStatusCode.BadRequest);
        Assert.Single(problem.Errors!);
    }

    [Theory]
    [InlineData("member", "FF")]
    [InlineData("member", "C3")]
    [InlineData("field", "FF")]
    [InlineData("field", "EDA080")]
    [InlineData("number", "FF")]
    [InlineData("number", "C328")]
    [InlineData("category", "FF")]
    [InlineData("category", "F09F98")]
    [InlineData("passed over", "FF")]
    public async Task Score_InvalidUtf8_IsRefused(string place, string hex)
    {
        byte[] text = Convert.FromHexString(hex);
        byte[] body = place switch
        {
            "member" => [.. "{\"fi"u8, .. text, .. "elds\":[]}"u8],
            "field" => [.. "{\"fields\":[\"temperature\",\""u8, .. text, .. "\"],\"rows\":[[1,2]]}"u8],
            "number" => [.. "{\"fields\":[\"temperature\"],\"rows\":[[\"1"u8, .. text, .. "\"]]}"u8],
            "category" => [.. "{\"fields\":[\"temperature\",\"mode\"],\"rows\":[[1,\"eco"u8, .. text, .. "\"]]}"u8],
            _ => [.. "{\"fields\":[\"temperature\",\"x\"],\"rows\":[[1,\""u8, .. text, .. "\"]]}"u8],
        };
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync(body), HttpStatusCode.BadRequest);
        Assert.Contains("UTF-8", Assert.Single(problem.Errors!).Reason, StringComparison.Ordinal);
    }

    // Half of a surrogate pair is no character; JSON's grammar lets it pass.
    [Theory]
    [InlineData("""{"fi\ud800elds":[]}""")]
    [InlineData("""{"fields":["temperature","\udc00"],"rows":[[1,2]]}""")]
    [InlineData("""{"fields":["temperature"],"rows":[["\ud83d"]]}""")]
    [InlineData("""{"fields":["temperature","mode"],"rows":[[1,"\ud83dx"]]}""")]
    public async Task Score_HalfASurrogatePair_IsRefused(string body)
    {
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync(body), HttpStatusCode.BadRequest);
        Assert.Single(problem.Errors!);
    }

    [Fact]
    public async Task Score_OtherEncodings_AreRefused()
    {
        string body = $$"""{"fields":{{Fields}},"rows":[[1,2,"eco"]]}""";
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            await Answers.ProblemAsync(await shared.Scorer.ScoreAsync(encoding.GetBytes(body)), HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Score_LongWrongText_IsQuotedInPart()
    {
        string text = new('ü', 10_000);
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"fields":["temperature"],"rows":[["{{text}}"]]}""")), HttpStatusCode.BadRequest);
        Assert.Equal($"'{text[..20]}...' is not a number", Assert.Single(problem.Errors!).Reason);
    }

    // Names come from the caller too: the answer must not grow with them.
    [Theory]
    [InlineData("member")]
    [InlineData("field")]
    public async Task Score_LongWrongName_IsQuotedInPart(string place)
    {
        string name = new('x', 1_000_000);
        string body = place == "member" ? $$"""{"{{name}}":1}""" : $$"""{"fields":["{{name}}","{{name}}"],"rows":[]}""";
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync(body), HttpStatusCode.BadRequest);
        Assert.InRange(problem.Detail.Length, 10, 300);
    }
}
