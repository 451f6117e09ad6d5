package import IPC
package import Store

/// Puts batches on disk.
package protocol BatchCommitter: AnyObject {
    /// Stores batches: all of them are on disk when it returns.
    ///
    /// When it throws, some of them may be; sent again, they are recognised.
    func commit(_ batches: [RecordBatch]) throws(StoreError) -> CommitReport
}
