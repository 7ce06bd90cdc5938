using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using MsgStore.Sqlite.Engine;
using SQLitePCL;

namespace MsgStore.Queue.Tests.Outbox;

/// <summary>As much of an ADO.NET provider as an application needs that writes into its own SQLite database.</summary>
internal sealed class AdoConnection(string path) : DbConnection
{
    public SqliteConnection Raw { get; } = Open(path);

    [AllowNull]
    public override string ConnectionString { get; set; } = path;

    public override string Database => "main";

    public override string DataSource => ConnectionString;

    public override string ServerVersion => "3";

    public override ConnectionState State => ConnectionState.Open;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Close()
    {
    }

    public override void Open()
    {
    }

    // The queue takes rows out at the same time: an application waits for it, as every provider has its users do.
    private static SqliteConnection Open(string path)
    {
        var connection = SqliteConnection.Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        connection.SetBusyTimeout(TimeSpan.FromSeconds(30));
        return connection;
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        Raw.Execute("BEGIN IMMEDIATE");
        return new Transaction(this);
    }

    protected override DbCommand CreateDbCommand() => new Command(this);

    protected override void Dispose(bool disposing)
    {
        Raw.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Transaction(AdoConnection connection) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

        protected override DbConnection DbConnection => connection;

        public override void Commit() => connection.Raw.Execute("COMMIT");

        public override void Rollback() => connection.Raw.Execute("ROLLBACK");
    }

    private sealed class Command(AdoConnection connection) : DbCommand
    {
        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; } = CommandType.Text;

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; } = connection;

        protected override DbParameterCollection DbParameterCollection { get; } = new Parameters();

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel()
        {
        }

        public override void Prepare()
        {
        }

        public override int ExecuteNonQuery()
        {
            if (DbParameterCollection.Count == 0)
            {
                connection.Raw.ExecuteScript(CommandText);
                return 0;
            }
            // SQLite numbers names in the order of their first appearance, which is that of the parameters here.
            try
            {
                return connection.Raw.Execute(CommandText, [.. DbParameterCollection.Cast<DbParameter>().Select(Value)]);
            }
            catch (SqliteFault e)
            {
                throw new Fault(e);
            }
        }

        public override object? ExecuteScalar() => throw new NotSupportedException();

        protected override DbParameter CreateDbParameter() => new Parameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw new NotSupportedException();

        private sealed class Fault(SqliteFault fault) : DbException(fault.Message, fault);

        private static SqlValue Value(DbParameter parameter) => parameter.Value switch
        {
            long number => number,
            string text => text,
            byte[] octets => (ReadOnlyMemory<byte>)octets,
            _ => default,
        };
    }

    private sealed class Parameter : DbParameter
    {
        public override DbType DbType { get; set; }

        public override ParameterDirection Direction { get; set; }

        public override bool IsNullable { get; set; }

        [AllowNull]
        public override string ParameterName { get; set; } = "";

        public override int Size { get; set; }

        [AllowNull]
        public override string SourceColumn { get; set; } = "";

        public override bool SourceColumnNullMapping { get; set; }

        public override object? Value { get; set; }

        public override void ResetDbType()
        {
        }
    }

    private sealed class Parameters : DbParameterCollection
    {
        private readonly List<object> _all = [];

        public override int Count => _all.Count;

        public override object SyncRoot => _all;

        public override int Add(object value)
        {
            _all.Add(value);
            return _all.Count - 1;
        }

        public override void AddRange(Array values) => _all.AddRange(values.Cast<object>());

        public override void Clear() => _all.Clear();

        public override bool Contains(object value) => _all.Contains(value);

        public override bool Contains(string value) => IndexOf(value) >= 0;

        public override void CopyTo(Array array, int index) => ((ICollection)_all).CopyTo(array, index);

        public override IEnumerator GetEnumerator() => _all.GetEnumerator();

        public override int IndexOf(object value) => _all.IndexOf(value);

        public override int IndexOf(string parameterName) => _all.FindIndex(value => ((DbParameter)value).ParameterName == parameterName);

        public override void Insert(int index, object value) => _all.Insert(index, value);

        public override void Remove(object value) => _all.Remove(value);

        public override void RemoveAt(int index) => _all.RemoveAt(index);

        public override void RemoveAt(string parameterName) => _all.RemoveAt(IndexOf(parameterName));

        protected override DbParameter GetParameter(int index) => (DbParameter)_all[index];

        protected override DbParameter GetParameter(string parameterName) => GetParameter(IndexOf(parameterName));

        protected override void SetParameter(int index, DbParameter value) => _all[index] = value;

        protected override void SetParameter(string parameterName, DbParameter value) => SetParameter(IndexOf(parameterName), value);
    }
}
