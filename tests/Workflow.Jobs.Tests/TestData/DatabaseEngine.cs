namespace Workflow.Jobs.Tests.TestData;

/// <summary>The engines that the product stores its state in.</summary>
public enum DatabaseEngine
{
    /// <summary>SQLite in a temporary folder.</summary>
    Sqlite,

    /// <summary>PostgreSQL: a database of its own in the private cluster of the test run.</summary>
    Postgres,
}
