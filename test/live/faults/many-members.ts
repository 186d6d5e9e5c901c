// Unpacks and places what an archive holds, as a process of its own: only so its memory can be bounded.
import process from 'node:process';
import { unpackExports } from '../../../src/results/unpack.js';
import { ExportFolder } from '../../../src/services/export-folder.js';

const [archive = '', target = ''] = process.argv.slice(2);
const folder = await ExportFolder.open({ shown: target, folder: target, overwrite: false });
const files = await folder.place(await unpackExports(archive, await folder.makeBench()));
await folder.close();
process.stdout.write(`placed ${files.filter(({ placement }) => placement === 'written').length}\n`);
