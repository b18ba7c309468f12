using System.Text;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Right bodies of every endpoint, in every form that it takes.</summary>
internal static class FuzzBodies
{
    private const string Json = "application/json", Csv = "text/csv", Tsv = "text/tab-separated-values", Lines = "application/x-ndjson";

    private const string CsvRows = "temperature,\"pressure\",mode,x\r\n1.5,2.25,eco,\"a\"\"b,\n\"\n-3,,\"full\",\n";
    private const string TsvRows = "mode\ttemperature\neco\t1.5\n\nfull\t2\n";
    private const string LineRows = "{\"temperature\":1.5,\"mode\":\"\\u0065co\",\"x\":[{}]}\n{\"temperature\":\"2\",\"pressure\":null}\n";

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, FuzzRequest> All { get; } = new Dictionary<string, FuzzRequest>(StringComparer.Ordinal)
    {
        ["score"] = Post("/model/score", Json, """{"fields":["temperature","pressure","mode","extra"],"rows":[[1.5,2.25,"eco",0],["-3","","\u00fcbrig",[{}]],[7,null,null,"x"]]}"""),
        ["score, numbers"] = Post("/model/score", Json, """{"fields":["pressure","temperature"],"rows":[[1.5,2.25],[-3, 155.56612345678901],[1e3,2.5E-7],[0,1]]}"""),
        ["score, options"] = Post(
            "/model/score",
            Json,
            """{"includeFieldsInOutput":["mode","extra"],"idField":"extra","noFieldNamesInOutput":false,"requestShapleyValueType":"ORIGINAL","fields":["temperature","pressure","mode","extra"],"rows":[[1.5,2.25,"eco",0],["-3","","full","x"]]}"""),
        ["score, CSV"] = Post("/model/score", Csv, CsvRows),
        ["score, CSV, options"] = Post("/model/score", Csv, CsvRows) with { Query = "?includeFieldsInOutput=x,mode&requestShapleyValueType=TRANSFORMED" },
        ["score, TSV"] = Post("/model/score", Tsv, TsvRows),
        ["score, JSON lines"] = Post("/model/score", Lines, LineRows),
        ["score, JSON lines, options"] = Post("/model/score", Lines, LineRows) with { Query = "?includeFieldsInOutput=x,mode&requestShapleyValueType=ORIGINAL" },
        ["contribution"] = Post("/model/contribution", Json, """{"requestShapleyValueType":"TRANSFORMED","fields":["temperature","pressure","mode"],"rows":[[1.5,2.25,"eco"],["-3","","full"]]}"""),
        ["RPC, one"] = Post("/rpc", Json, """{"jsonrpc":"2.0","id":1,"method":"score","params":{"row":{"temperature":"1.5","mode":"eco"},"pred_contribs":true}}"""),
        ["RPC, many"] = Post(
            "/rpc",
            Json,
            """[{"jsonrpc":"2.0","id":1,"method":"score","params":{"row":{"temperature":"1.5","mode":"eco"}}},{"id":"b","method":"score_batch","params":{"rows":[{"temperature":1,"mode":"eco"}],"output_margin":true}},{"jsonrpc":"2.0","method":"get_hash"},{"id":null,"method":"get_column_names"}]"""),
        ["MLflow, split"] = Post("/invocations", Json, """{"dataframe_split":{"columns":["temperature","pressure","mode"],"index":[0,1],"data":[[1.5,2.25,"eco"],["-3","","full"]]}}"""),
        ["MLflow, records"] = Post("/invocations", Json, """{"dataframe_records":[{"temperature":1.5,"pressure":null,"mode":"eco"},{"temperature":2,"mode":"full","x":[{}]}]}"""),
        ["MLflow, instances"] = Post("/invocations", Json, """{"instances":[{"temperature":1.5,"pressure":null,"mode":"eco"},{"temperature":2}]}"""),
        ["MLflow, lists"] = Post("/invocations", Json, """{"instances":[[1.5,null,"eco"],["2","3","full"]]}"""),
        ["MLflow, inputs"] = Post("/invocations", Json, """{"inputs":[[1.5,null,"eco"],["2","3","full"]],"signature_name":"a"}"""),
        ["MLflow, columns"] = Post("/invocations", Json, """{"inputs":{"temperature":[1.5,2],"pressure":[null,"3"],"mode":["eco","full"],"x":{}}}"""),
        ["MLflow, CSV"] = Post("/invocations", Csv, CsvRows),
        ["MLflow, TSV"] = Post("/invocations", Tsv, TsvRows),
        ["MLflow, JSON lines"] = Post("/invocations", Lines, LineRows),
        ["predict"] = Post("/predict", Json, """{"temperature":1.5,"pressure":null,"mode":"\u0065co","x":[{}]}"""),
        ["infer, flat and nested"] = Post(
            "/v2/models/sample/infer",
            Json,
            """{"id":"a","outputs":[{"name":"state"},{"name":"state.3"}],"inputs":[{"name":"temperature","shape":[2],"datatype":"FP64","data":[1.5,2]},{"name":"mode","shape":[2,1],"datatype":"BYTES","data":[["eco"],["full"]]}]}"""),
        ["infer, one tensor"] = Post("/v2/models/sample/infer", Json, """{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":[["1.5",null,"eco"],["2","3","full"]]}]}"""),
    };

    private static FuzzRequest Post(string path, string type, string body) => new("POST", path, Encoding.UTF8.GetBytes(body)) { Headers = [("Content-Type", type)] };
}
