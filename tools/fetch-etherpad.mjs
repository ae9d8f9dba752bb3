// Installs the Etherpad of the tests, once a machine. It waits for the network for minutes and works for seconds: CI begins
// with it while it checks other things. Run after `npm run build`.
import { etherpadCacheFolder, installEtherpad } from '../libs/connectors/dist/index.js';

await installEtherpad(etherpadCacheFolder(process.env));
